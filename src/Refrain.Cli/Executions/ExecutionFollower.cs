using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Cli.Api;

namespace Refrain.Cli.Executions;

/// <summary>Looks again and again until nothing moves any more.</summary>
internal sealed class ExecutionFollower(SageMakerApi api, TimeProvider time)
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(400);

    // A server that is started again finds its executions where it left them; give it that long.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    /// <summary>Follows an execution to its end.</summary>
    /// <param name="executionArn">The execution.</param>
    /// <param name="seen">Called at every look, the last one included.</param>
    /// <param name="cancellationToken">Stops looking; the execution goes on.</param>
    /// <returns>The execution as it ended.</returns>
    public Task<ExecutionSnapshot> FollowAsync(string executionArn, Action<ExecutionSnapshot> seen, CancellationToken cancellationToken) =>
        FollowAsync(() => api.SnapshotAsync(executionArn, cancellationToken), snapshot => snapshot.Execution.HasEnded, seen, cancellationToken);

    /// <summary>Follows a list until all that is on it has ended.</summary>
    /// <param name="list">The executions; one that is started meanwhile comes on it.</param>
    /// <param name="seen">Called at every look, the last one included.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public Task FollowAsync(ExecutionList list, Action<IReadOnlyList<ExecutionView>> seen, CancellationToken cancellationToken) =>
        FollowAsync(() => list.LookAsync(cancellationToken), executions => executions.All(execution => execution.HasEnded), seen, cancellationToken);

    private async Task<T> FollowAsync<T>(Func<Task<T>> lookAsync, Func<T, bool> isLast, Action<T> seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = await PatientlyAsync(lookAsync, cancellationToken);
            seen(now);
            if (isLast(now))
            {
                return now;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> lookAsync, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await lookAsync();
            }
            catch (AwsEndpointUnreachableException) when (time.GetElapsedTime(since) < patience)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
