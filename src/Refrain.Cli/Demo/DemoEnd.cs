using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Executions;

namespace Refrain.Cli.Demo;

/// <summary>Stops through the API what still runs, so that no job outlives the demo.</summary>
internal static class DemoEnd
{
    private static readonly TimeSpan endedWithin = TimeSpan.FromSeconds(20);

    /// <summary>Asks every execution to stop, and waits a little for the end of each.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="pipeline">Whose executions.</param>
    /// <param name="insisted">Gives up waiting: whoever interrupts twice is in a hurry. The supervisor's end then ends the jobs.</param>
    public static async Task StopExecutionsAsync(CliSession session, string pipeline, CancellationToken insisted)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(insisted);
        enough.CancelAfter(endedWithin);
        try
        {
            var executions = await session.Api.ListExecutionsAsync(pipeline, int.MaxValue, enough.Token);
            var running = executions.Select(ExecutionView.FromSummary).Where(execution => !execution.HasEnded).ToList();
            foreach (var execution in running)
            {
                await StopAsync(session, execution, enough.Token);
            }

            foreach (var execution in running)
            {
                await new ExecutionFollower(session.Api, session.Host.Time).FollowAsync(execution.Arn, _ => { }, enough.Token);
            }
        }
        catch (Exception over) when (over is AwsServiceException or AwsEndpointUnreachableException or OperationCanceledException)
        {
            // No pipeline yet, no server any more, or no time left: ending server and supervisor does the rest.
        }
    }

    private static async Task StopAsync(CliSession session, ExecutionView execution, CancellationToken cancellationToken)
    {
        if (execution.Status is not "Executing")
        {
            return;
        }

        session.Screen.Aside($"Stopping execution {execution.Id} ...");
        await session.Api.CallOnceAsync("StopPipelineExecution", new JsonObject { ["PipelineExecutionArn"] = execution.Arn }, cancellationToken);
    }
}
