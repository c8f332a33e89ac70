namespace Refrain.Engine.Tests.World;

/// <summary>Beats whenever something in the world moved, so that tests wait for conditions instead of sleeping.</summary>
public sealed class Pulse
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private TaskCompletionSource next = New();

    /// <summary>Something moved.</summary>
    public void Beat()
    {
        TaskCompletionSource beaten;
        lock (gate)
        {
            (beaten, next) = (next, New());
        }

        beaten.TrySetResult();
    }

    /// <summary>Completes when the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold for a long time in which nothing moved.</exception>
    public async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task beat;
            lock (gate)
            {
                beat = next.Task;
            }

            if (await condition())
            {
                return;
            }

            await beat.WaitAsync(Patience, cancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, CancellationToken)"/>
    public Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken) => UntilAsync(() => Task.FromResult(condition()), cancellationToken);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
