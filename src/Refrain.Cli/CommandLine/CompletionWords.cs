using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Pipelines;

namespace Refrain.Cli.CommandLine;

/// <summary>Names that a shell may complete. They are asked for before parsing, and only when a shell asks, and not for long.</summary>
internal sealed record CompletionWords(IReadOnlyList<string> Pipelines, IReadOnlyList<string> Executions, IReadOnlyList<string> Steps)
{
    private const int ExecutionsPerPipeline = 20;
    private static readonly TimeSpan budget = TimeSpan.FromMilliseconds(700);

    public static CompletionWords None { get; } = new([], [], []);

    /// <summary>The words for a <c>[suggest]</c> call; none for any other command line, and none when no server answers.</summary>
    public static async Task<CompletionWords> ForAsync(CliHost host, string[] args)
    {
        if (args is not [var first, ..] || !first.StartsWith("[suggest", StringComparison.Ordinal))
        {
            return None;
        }

        using var enough = new CancellationTokenSource(budget, host.Time);
        try
        {
            using var session = new CliSession(host, ConnectionSettings.Resolve(null, null, null, host.Variable));
            return await ReadAsync(session.Api, enough.Token);
        }
        catch (Exception silent) when (silent is CliException or AwsServiceException or AwsEndpointUnreachableException or OperationCanceledException)
        {
            return None; // a shell that completes has no place for an error
        }
    }

    private static async Task<CompletionWords> ReadAsync(SageMakerApi api, CancellationToken cancellationToken)
    {
        var pipelines = (await api.ListPipelinesAsync(cancellationToken)).ConvertAll(pipeline => pipeline.Required("PipelineName"));
        var executions = new List<string> { "@latest" };
        var steps = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pipeline in pipelines)
        {
            executions.Add($"{pipeline}@latest");
            var ids = await api.ListExecutionsAsync(pipeline, ExecutionsPerPipeline, cancellationToken);
            executions.AddRange(ids.Select(execution => ExecutionView.IdOf(execution.Required("PipelineExecutionArn"))));
            var description = await api.CallAsync("DescribePipeline", new() { ["PipelineName"] = pipeline }, cancellationToken);
            steps.UnionWith(PipelineSketch.Read(description.Required("PipelineDefinition"))?.Steps.Select(step => step.Name) ?? []);
        }

        return new CompletionWords(pipelines, executions, [.. steps]);
    }
}
