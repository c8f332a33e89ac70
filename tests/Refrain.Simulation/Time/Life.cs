namespace Refrain.Simulation.Time;

/// <summary>The context of one process: all that it awaits comes back through here, and nothing does once it is dead.</summary>
public sealed class Life(SimulationLoop loop, string name) : SynchronizationContext
{
    private readonly Dictionary<int, Action<Exception>> calls = [];
    private int lastCall;

    public string Name => name;

    public bool IsDead { get; private set; }

    public override void Post(SendOrPostCallback d, object? state) => loop.Post(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nobody blocks here.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Dies between two moves: what it was about to do is not done, and whoever waits for its answer gets none.</summary>
    public void Kill()
    {
        IsDead = true;
        foreach (var call in calls.Values.ToList())
        {
            call(new IOException($"{name} died."));
        }

        calls.Clear();
    }

    /// <summary>Runs something here and answers where it was asked.</summary>
    public Task<T> CallAsync<T>(Func<Task<T>> act)
    {
        if (IsDead)
        {
            return Task.FromException<T>(new IOException($"{name} is dead."));
        }

        var answer = new TaskCompletionSource<T>();
        var call = ++lastCall;
        calls.Add(call, e => answer.TrySetException(e));
        Post(async _ => await AnswerAsync(act, answer, call), null);
        return answer.Task;
    }

    private async Task AnswerAsync<T>(Func<Task<T>> act, TaskCompletionSource<T> answer, int call)
    {
        try
        {
            var result = await act();
            calls.Remove(call);
            answer.TrySetResult(result);
        }
        catch (Exception e)
        {
            calls.Remove(call);
            answer.TrySetException(e);
        }
    }
}
