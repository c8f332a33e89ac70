using Refrain.Cli.Api;

namespace Refrain.Cli.Executions;

/// <summary>The newest executions of a pipeline, described. What has ended does not change: it is described once.</summary>
internal sealed class ExecutionList(SageMakerApi api, string pipeline, int limit)
{
    private readonly Dictionary<string, ExecutionView> ended = [];

    /// <summary>Name or ARN, as the user wrote it.</summary>
    public string Pipeline => pipeline;

    /// <summary>The executions as they are now, newest first. Only descriptions know what was selected and when it ended.</summary>
    public async Task<IReadOnlyList<ExecutionView>> LookAsync(CancellationToken cancellationToken)
    {
        var executions = new List<ExecutionView>();
        foreach (var arn in (await api.ListExecutionsAsync(pipeline, limit, cancellationToken)).Select(summary => summary.Required("PipelineExecutionArn")))
        {
            if (!ended.TryGetValue(arn, out var execution))
            {
                execution = await api.DescribeExecutionAsync(arn, cancellationToken);
                if (execution.HasEnded)
                {
                    ended[arn] = execution;
                }
            }

            executions.Add(execution);
        }

        return executions;
    }
}
