using System.Text.RegularExpressions;
using Refrain.Cli.Api;

namespace Refrain.Cli.Executions;

/// <summary>
/// Finds the execution that a user means: an ARN, an id, the beginning of one that fits no other, <c>@latest</c> (of the pipeline
/// at hand, or the only one), or <c>PIPELINE@</c> followed by one of these.
/// </summary>
internal sealed partial class ExecutionFinder(SageMakerApi api)
{
    private const string Latest = "latest";
    private const int Shown = 5;
    private const int Few = 20;

    /// <summary>The ARN of the execution.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="pipeline">The pipeline at hand; null when the command names none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CliException">None fits, or several do.</exception>
    public async Task<string> FindAsync(string text, string? pipeline, CancellationToken cancellationToken)
    {
        if (text.StartsWith("arn:", StringComparison.Ordinal))
        {
            return text;
        }

        var (named, rest) = text.Split('@', 2) is [var before, var after] ? (before.Length > 0 ? before : pipeline, after) : (pipeline, text);
        if (text.Contains('@', StringComparison.Ordinal) && rest == Latest)
        {
            return await LatestAsync(named ?? await OnlyPipelineAsync(cancellationToken), cancellationToken)
                ?? throw new CliException($"The pipeline {named} has no execution yet.", $"Start one with 'refrain start {named}'.");
        }

        return IdPrefix().IsMatch(rest)
            ? await ByPrefixAsync(rest, named, cancellationToken)
            : throw new CliException(
                $"'{text}' names no execution.",
                "Give an ARN, an id such as x62pbar3gs6h or the beginning of one, @latest or PIPELINE@latest.",
                ExitCode.Usage);
    }

    /// <summary>The newest execution of a pipeline, whatever its state, as the SageMaker SDK chooses its default reference; null when there is none.</summary>
    public async Task<string?> LatestAsync(string pipeline, CancellationToken cancellationToken) =>
        (await api.ListExecutionsAsync(pipeline, limit: 1, cancellationToken)) is [var newest, ..] ? newest.Required("PipelineExecutionArn") : null;

    /// <summary>The newest execution of all pipelines that Failed or was Stopped; null when there is none.</summary>
    public async Task<ExecutionView?> LatestUnfinishedAsync(CancellationToken cancellationToken)
    {
        var found = new List<ExecutionView>();
        foreach (var pipeline in await PipelineNamesAsync(cancellationToken))
        {
            if (await LatestUnfinishedAsync(pipeline, cancellationToken) is { } newest)
            {
                found.Add(newest);
            }
        }

        return found.MaxBy(execution => execution.StartedAt ?? DateTimeOffset.MinValue);
    }

    // Most often it is among the newest; only a pipeline where it is not is read as a whole.
    private async Task<ExecutionView?> LatestUnfinishedAsync(string pipeline, CancellationToken cancellationToken)
    {
        foreach (var limit in new[] { Few, int.MaxValue })
        {
            var executions = (await api.ListExecutionsAsync(pipeline, limit, cancellationToken)).ConvertAll(ExecutionView.FromSummary);
            var newest = executions.Find(execution => execution.Status is "Failed" or "Stopped");
            if (newest is not null || executions.Count < limit)
            {
                return newest;
            }
        }

        return null;
    }

    private async Task<string> ByPrefixAsync(string prefix, string? pipeline, CancellationToken cancellationToken)
    {
        var fitting = new List<ExecutionView>();
        foreach (var name in pipeline is null ? await PipelineNamesAsync(cancellationToken) : [pipeline])
        {
            var executions = (await api.ListExecutionsAsync(name, int.MaxValue, cancellationToken)).Select(ExecutionView.FromSummary);
            fitting.AddRange(executions.Where(execution => execution.Id.StartsWith(prefix, StringComparison.Ordinal)));
        }

        return fitting switch
        {
            [var one] => one.Arn,
            [] => throw new CliException(
                $"No execution{(pipeline is null ? "" : $" of {pipeline}")} has an id that begins with '{prefix}'.",
                $"List them with 'refrain executions {pipeline ?? "PIPELINE"}'."),
            _ when fitting.Find(execution => execution.Id == prefix) is { } whole => whole.Arn,
            _ => throw new CliException(
                $"'{prefix}' is the beginning of {fitting.Count} executions: {Names(fitting)}.", "Write more letters of the id."),
        };
    }

    private async Task<string> OnlyPipelineAsync(CancellationToken cancellationToken) => await PipelineNamesAsync(cancellationToken) switch
    {
        [var only] => only,
        [] => throw new CliException("There is no pipeline yet.", "Create one with 'refrain pipeline create NAME --definition FILE'."),
        var several => throw new CliException(
            $"@latest could be of any of {several.Count} pipelines: {string.Join(", ", several.Take(Shown))}{(several.Count > Shown ? " ..." : "")}.",
            $"Write {several[0]}@latest, for example."),
    };

    private async Task<List<string>> PipelineNamesAsync(CancellationToken cancellationToken) =>
        [.. (await api.ListPipelinesAsync(cancellationToken)).Select(pipeline => pipeline.Required("PipelineName"))];

    private static string Names(List<ExecutionView> executions) =>
        string.Join(", ", executions.Take(Shown).Select(execution => $"{execution.Id} ({execution.Pipeline})")) + (executions.Count > Shown ? " ..." : "");

    [GeneratedRegex("^[A-Za-z0-9]{1,64}$")]
    private static partial Regex IdPrefix();
}
