using Refrain.Core.Executions;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>Folds stored histories.</summary>
public sealed class ExecutionHistory(IExecutionStore executions, DefinitionLibrary definitions)
{
    /// <summary>The state of an execution after its first <paramref name="toLength"/> events (null: after all).</summary>
    /// <exception cref="ExecutionGoneException">It was deleted since its record was read.</exception>
    public async Task<ExecutionState> FoldAsync(ExecutionRecord record, int? toLength, CancellationToken cancellationToken)
    {
        var definition = await definitions.FindAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
        var events = await executions.HistoryAsync(record.Arn, 0, toLength, cancellationToken);
        if (definition is null || events is not [ExecutionEvent.ExecutionStarted started, ..])
        {
            throw await executions.FindAsync(record.Arn, cancellationToken) is null
                ? new ExecutionGoneException(record.Arn)
                : new InvalidOperationException($"The history of {record.Arn} does not begin with its start, or its definition is not stored.");
        }

        var state = new ExecutionState(definition, started, record.Arn.Pipeline.Scope);
        foreach (var happened in events.Skip(1))
        {
            state.Apply(happened);
        }

        _ = state.TakeChangedReports(); // they are saved already
        return state;
    }
}
