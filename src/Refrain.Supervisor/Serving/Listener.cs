using System.Collections.Concurrent;
using System.Net.Sockets;
using Refrain.Supervisor.Jobs;

namespace Refrain.Supervisor.Serving;

/// <summary>Takes connections, and knows when nobody needs the supervisor any more.</summary>
internal sealed class Listener : IDisposable
{
    private readonly Socket socket;
    private readonly JobTable table;
    private readonly TimeSpan idle;
    private readonly ITimer idleTimer;
    private readonly CancellationTokenSource leaving = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<Task, bool> connections = [];
    private volatile bool closing;

    /// <summary>Listens on an open socket.</summary>
    public Listener(Socket socket, JobTable table, TimeSpan idle, TimeProvider clock)
    {
        this.socket = socket;
        this.table = table;
        this.idle = idle;
        idleTimer = clock.CreateTimer(_ => EndIfIdle(), null, idle, Timeout.InfiniteTimeSpan);
        table.Changed += Settle;
    }

    /// <summary>Completes when the supervisor should leave: nobody needs it, or somebody said so.</summary>
    public Task Ended => ended.Task;

    /// <summary>Takes connections until <see cref="Dispose"/>.</summary>
    public async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await socket.AcceptAsync(leaving.Token);
                var serving = new Connection(caller, table, Shutdown).ServeAsync(leaving.Token);
                connections[serving] = true;
                _ = serving.ContinueWith(Gone, TaskScheduler.Default);
            }
        }
        catch (Exception leave) when (leave is OperationCanceledException or ObjectDisposedException)
        {
            // we leave
        }
    }

    /// <summary>Leave now; jobs live on and are found by the next supervisor.</summary>
    public void End() => ended.TrySetResult();

    /// <inheritdoc />
    public void Dispose()
    {
        idleTimer.Dispose();
        socket.Dispose();
        leaving.Dispose();
    }

    /// <summary>Takes no more requests and lets the answers that are due go out, for a second at most.</summary>
    public async Task LeaveAsync()
    {
        await leaving.CancelAsync();
        await Task.WhenAny(Task.WhenAll(connections.Keys), Task.Delay(TimeSpan.FromSeconds(1)));
    }

    private void Gone(Task serving)
    {
        connections.TryRemove(serving, out _);
        Settle();
    }

    private void Shutdown(bool force)
    {
        closing = true;
        if (force)
        {
            table.KillAll();
        }

        Settle();
    }

    /// <summary>Starts the wait for idleness again; when a shutdown was asked for, nothing but live jobs holds us.</summary>
    private void Settle() => idleTimer.Change(closing && table.Count == 0 ? TimeSpan.FromMilliseconds(20) : idle, Timeout.InfiniteTimeSpan);

    private void EndIfIdle()
    {
        if (table.Count == 0 && (closing || connections.IsEmpty))
        {
            ended.TrySetResult();
        }
    }
}
