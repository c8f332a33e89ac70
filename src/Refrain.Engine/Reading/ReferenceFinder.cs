using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>The execution that a caller's words mean.</summary>
/// <param name="Record">It; null when the words mean none, or there is none.</param>
/// <param name="Text">What the wire would have been sent: an ARN, or whatever else the caller wrote; null for none.</param>
/// <param name="PassedOver">Newer executions that were not taken because they still run.</param>
public sealed record FoundReference(ExecutionRecord? Record, string? Text, ValueList<PipelineExecutionArn> PassedOver)
{
    /// <summary>No reference.</summary>
    public static FoundReference None { get; } = new(null, null, []);
}

/// <summary>Finds reference executions by what callers call them: <c>latest</c>, <c>latest-succeeded</c>, <c>none</c>, an ARN or an id.</summary>
public sealed class ReferenceFinder(IExecutionStore executions, IExecutionNames names)
{
    /// <summary>The newest execution that has ended.</summary>
    public const string Latest = "latest";

    /// <summary>The newest execution that succeeded.</summary>
    public const string LatestSucceeded = "latest-succeeded";

    /// <summary>No reference at all.</summary>
    public const string None = "none";

    private const int PageSize = 20;

    /// <summary>The execution of a pipeline that the words mean; the newest ended one for null.</summary>
    public async Task<FoundReference> FindAsync(string? words, long pipelineId, CancellationToken cancellationToken) => words switch
    {
        None => FoundReference.None,
        null or "" or Latest => await NewestAsync(pipelineId, _ => true, cancellationToken),
        LatestSucceeded => await NewestAsync(pipelineId, record => record.Status == ExecutionStatus.Succeeded, cancellationToken),
        _ => await NamedAsync(words, cancellationToken),
    };

    private async Task<FoundReference> NewestAsync(long pipelineId, Func<ExecutionRecord, bool> fits, CancellationToken cancellationToken)
    {
        var running = new List<PipelineExecutionArn>();
        string? cursor = null;
        do
        {
            var query = new ExecutionQuery(pipelineId, CreatedBetween.Any, ExecutionSort.CreationTime, new PageRequest(Descending: true, cursor, PageSize));
            var page = await executions.ListAsync(query, cancellationToken);
            foreach (var record in page.Items)
            {
                if (record.HasEnded && fits(record))
                {
                    return new FoundReference(record, record.Arn.ToString(), running.ToValueList());
                }

                if (!record.HasEnded)
                {
                    running.Add(record.Arn);
                }
            }

            cursor = page.Next;
        }
        while (cursor is not null);

        return new FoundReference(null, null, running.ToValueList());
    }

    private async Task<FoundReference> NamedAsync(string words, CancellationToken cancellationToken)
    {
        var arn = PipelineExecutionArn.TryParse(words, out var parsed) ? parsed : await names.FindArnAsync(words, cancellationToken);
        var record = arn is null ? null : await executions.FindAsync(arn, cancellationToken);
        return new FoundReference(record, arn?.ToString() ?? words, []);
    }
}
