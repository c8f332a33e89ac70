using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Cli.Api;

namespace Refrain.Cli.Executions;

/// <summary>Looks at an execution again and again until it has ended.</summary>
internal sealed class ExecutionFollower(SageMakerApi api, TimeProvider time)
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(400);

    // A server that is started again finds its executions where it left them; give it that long.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    /// <summary>Follows to the end.</summary>
    /// <param name="executionArn">The execution.</param>
    /// <param name="seen">Called at every look, the last one included.</param>
    /// <param name="cancellationToken">Stops looking; the execution goes on.</param>
    /// <returns>The execution as it ended.</returns>
    public async Task<ExecutionSnapshot> FollowAsync(string executionArn, Action<ExecutionSnapshot> seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var snapshot = await LookAsync(executionArn, cancellationToken);
            seen(snapshot);
            if (snapshot.Execution.HasEnded)
            {
                return snapshot;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<ExecutionSnapshot> LookAsync(string executionArn, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await api.SnapshotAsync(executionArn, cancellationToken);
            }
            catch (AwsEndpointUnreachableException) when (time.GetElapsedTime(since) < patience)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
