using Microsoft.Extensions.Logging;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Driving;

/// <summary>Drives every execution that has not ended: those found at start, and those that requests wake. One loop each; none waits for another.</summary>
public sealed class Coordinator(SessionServices services, ILogger<Coordinator> logger) : IAsyncDisposable
{
    // A start after a crash may find thousands of executions: their histories are not all in memory at once, and requests are answered meanwhile.
    private const int HistoriesAtOnce = 8;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private readonly Dictionary<PipelineExecutionArn, Drive> drives = [];
    private readonly CancellationTokenSource leaving = new();
    private readonly SemaphoreSlim reading = new(HistoriesAtOnce);

    /// <summary>Finds the executions that a process before this one left unfinished, and goes on with them.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var pause = services.Slots.Pause(); // no free slot is given away before it is known which jobs still run
        foreach (var arn in await services.Executions.UnfinishedAsync(cancellationToken))
        {
            Wake(arn, services.Slots.Pause());
        }
    }

    /// <summary>Something was recorded for this execution: drive it, or make who drives it look.</summary>
    public void Wake(PipelineExecutionArn arn) => Wake(arn, pause: null);

    private void Wake(PipelineExecutionArn arn, IDisposable? pause)
    {
        lock (gate)
        {
            if (leaving.IsCancellationRequested)
            {
                return;
            }

            if (drives.TryGetValue(arn, out var drive))
            {
                drive.Nudge();
                drive.Hold(pause);
            }
            else
            {
                drives[arn] = drive = new Drive();
                drive.Hold(pause);
                drive.Task = DriveAsync(arn, drive);
            }
        }
    }

    /// <summary>Lets go of all executions. Their jobs go on.</summary>
    public async ValueTask DisposeAsync()
    {
        // Never disposed: a host that stops and then disposes comes here twice.
        await leaving.CancelAsync();
        List<Task> tasks;
        lock (gate)
        {
            tasks = drives.Values.Select(drive => drive.Task).ToList(); // no more are added: Wake sees that we leave
        }

        await Task.WhenAll(tasks);
    }

    private async Task DriveAsync(PipelineExecutionArn arn, Drive drive)
    {
        await Task.Yield();
        using var slots = services.Slots.Enter(arn.ExecutionId);
        var delay = TimeSpan.FromMilliseconds(250);
        while (true)
        {
            try
            {
                await DriveOnceAsync(arn, drive, slots);
                delay = TimeSpan.FromMilliseconds(250);
                if (Leave(arn, drive))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return;
            }
            catch (IOException e)
            {
                logger.StoreUnavailable(arn, delay.TotalSeconds, e.Message);
                await WaitAsync(delay);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
            catch (Exception e)
            {
                logger.ExecutionParked(e, arn);
                return;
            }
        }
    }

    /// <summary>Drives an execution until it has ended or is gone.</summary>
    private async Task DriveOnceAsync(PipelineExecutionArn arn, Drive drive, ExecutionSlots slots)
    {
        await using var session = await ResumeAsync(arn, drive, slots);
        if (session is null)
        {
            return;
        }

        drive.Session = session;
        if (session.State.IsEnded)
        {
            return;
        }

        logger.SessionBegun(arn, session.State.Length);
        while (true)
        {
            switch (await session.TickAsync(leaving.Token))
            {
                case Tick.Ended:
                    logger.ExecutionEnded(arn, session.State);
                    return;
                default:
                    await session.WaitAsync(leaving.Token);
                    break;
            }
        }
    }

    /// <summary>Null when the execution is gone.</summary>
    private async Task<ExecutionSession?> ResumeAsync(PipelineExecutionArn arn, Drive drive, ExecutionSlots slots)
    {
        await reading.WaitAsync(leaving.Token);
        try
        {
            return await services.Executions.FindAsync(arn, leaving.Token) is { } record
                ? await ExecutionSession.ResumeAsync(services, record, slots, leaving.Token)
                : null;
        }
        finally
        {
            reading.Release();
            lock (gate)
            {
                drive.LetGo(); // also when it cannot be read: the others do not wait for that
            }
        }
    }

    /// <summary>False when somebody woke the execution while it was ending: look once more.</summary>
    private bool Leave(PipelineExecutionArn arn, Drive drive)
    {
        lock (gate)
        {
            return !drive.TakeNudge() && drives.Remove(arn);
        }
    }

    private async Task WaitAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, services.Clock, leaving.Token);
        }
        catch (OperationCanceledException)
        {
            // Leaving: the loop sees it.
        }
    }

    private sealed class Drive
    {
        private bool nudged;
        private bool known;
        private IDisposable? held;

        public Task Task { get; set; } = Task.CompletedTask;

        public ExecutionSession? Session { get; set; }

        /// <summary>Keeps the pause until it is known which jobs of the execution run.</summary>
        public void Hold(IDisposable? pause)
        {
            held = pause ?? held;
            if (known)
            {
                held?.Dispose();
            }
        }

        public void LetGo()
        {
            known = true;
            held?.Dispose();
        }

        public void Nudge()
        {
            nudged = true;
            Session?.Nudge();
        }

        public bool TakeNudge()
        {
            var taken = nudged;
            nudged = false;
            return taken;
        }
    }
}
