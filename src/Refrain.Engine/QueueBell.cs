namespace Refrain.Engine;

/// <summary>Wakes those who wait for a message when one was sent. Rung for nothing is no harm: who wakes looks, and waits again.</summary>
public sealed class QueueBell
{
    private TaskCompletionSource rung = New();

    /// <summary>A message was sent.</summary>
    public void Ring() => Interlocked.Exchange(ref rung, New()).TrySetResult();

    /// <summary>Completes when the bell rings after this call was made.</summary>
    public Task NextAsync() => Volatile.Read(ref rung).Task;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
