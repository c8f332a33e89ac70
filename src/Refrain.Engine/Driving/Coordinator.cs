using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Driving;

/// <summary>Drives every execution that has not ended: those found at start, and those that requests wake. One loop each; none waits for another.</summary>
public sealed class Coordinator(SessionServices services, FaultLog faults, ILogger<Coordinator> logger) : IAsyncDisposable
{
    // A start after a crash may find thousands of executions: their histories are not all in memory at once, and requests are answered meanwhile.
    private const int HistoriesAtOnce = 8;
    /// <summary>What an execution does when it reads or appends to its history, in the words of the log.</summary>
    private const string Recording = "its history";

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>How long everybody waits for an execution that cannot be read after a start: its jobs may be running, and the slots they take are not known.</summary>
    private static readonly TimeSpan UnreadPatience = TimeSpan.FromMinutes(2);
    private readonly Lock gate = new();
    private readonly Dictionary<PipelineExecutionArn, Drive> drives = [];
    private readonly CancellationTokenSource leaving = new();

    // A place for each history that is being read. Not a semaphore: those who waited for one come back on another thread, and a simulation has one.
    private readonly Channel<PipelineExecutionArn> reading = Channel.CreateBounded<PipelineExecutionArn>(HistoriesAtOnce);

    /// <summary>How many executions have not ended; one that is about to end counts.</summary>
    public int Unfinished
    {
        get
        {
            lock (gate)
            {
                return drives.Count;
            }
        }
    }

    /// <summary>Finds the executions that a process before this one left unfinished, and goes on with them; frees what ended jobs left behind.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // No free slot is given away before it is known which jobs still run.
        using var pause = services.Slots.Pause();

        // In this order: a job is kept only after its launch was recorded, so what is kept now belongs to these executions, or to nobody any more.
        var kept = (await services.Performer.KeptAsync(cancellationToken)).ToLookup(token => token.ExecutionId);
        var unfinished = await services.Executions.UnfinishedAsync(cancellationToken);
        foreach (var arn in unfinished)
        {
            Wake(arn, kept[arn.ExecutionId].ToValueList(), services.Slots.Pause());
        }

        var open = unfinished.Select(arn => arn.ExecutionId).ToHashSet(StringComparer.Ordinal);
        foreach (var token in kept.Where(jobs => !open.Contains(jobs.Key)).SelectMany(jobs => jobs))
        {
            logger.LeftJobForgotten(token.ExecutionId, token.Step.Value, token.Attempt);
            await services.Performer.ForgetAsync(token, cancellationToken);
        }
    }

    /// <summary>Something was recorded for this execution: drive it, or make who drives it look.</summary>
    public void Wake(PipelineExecutionArn arn) => Wake(arn, [], pause: null);

    /// <summary>Lets go of all executions. Their jobs go on.</summary>
    public async ValueTask DisposeAsync()
    {
        // Never disposed: a host that stops and then disposes comes here twice. Not CancelAsync, which goes to another thread.
        leaving.Cancel();
        List<Task> tasks;
        lock (gate)
        {
            tasks = drives.Values.Select(drive => drive.Task).ToList(); // no more are added: Wake sees that we leave
        }

        await Task.WhenAll(tasks);
    }

    private void Wake(PipelineExecutionArn arn, ValueList<JobToken> kept, IDisposable? pause)
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
                drives[arn] = drive = new Drive { Kept = kept };
                drive.Hold(pause);
                using (ExecutionContext.SuppressFlow()) // what is logged from now on is not the request's that woke it
                {
                    drive.Task = DriveAsync(arn, drive);
                }
            }
        }
    }

    private async Task DriveAsync(PipelineExecutionArn arn, Drive drive)
    {
        await Task.Yield();
        using var slots = services.Slots.Enter(arn.ExecutionId);
        var (begun, delay) = (services.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(250));
        while (true)
        {
            try
            {
                await DriveOnceAsync(arn, drive, slots);
                delay = TimeSpan.FromMilliseconds(250);
                if (Leave(arn, drive))
                {
                    faults.Over(arn.ToString());
                    return;
                }
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return;
            }
            catch (ExecutionGoneException)
            {
                // Deleted between two reads: the next look finds nothing, and leaves.
            }
            catch (IOException e)
            {
                faults.Met(arn.ToString(), Recording, e);
                if (services.Clock.GetUtcNow() - begun >= UnreadPatience)
                {
                    LetGo(drive); // the others have waited long enough
                }

                await WaitAsync(delay);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
            catch (Exception e)
            {
                LetGo(drive);
                faults.Over(arn.ToString());
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

        session.ForgetEnded(drive.Kept, leaving.Token);
        drive.Kept = []; // what this process launches, its sessions forget
        logger.SessionBegun(arn, session.State.Length);
        while (true)
        {
            var tick = await session.TickAsync(leaving.Token);
            faults.Over(arn.ToString(), Recording);
            switch (tick)
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
        await reading.Writer.WriteAsync(arn, leaving.Token);
        try
        {
            var session = await services.Executions.FindAsync(arn, leaving.Token) is { } record
                ? await ExecutionSession.ResumeAsync(services, record, slots, leaving.Token)
                : null;
            LetGo(drive);
            return session;
        }
        finally
        {
            _ = reading.Reader.TryRead(out _); // any of them: only their number counts
        }
    }

    private void LetGo(Drive drive)
    {
        lock (gate)
        {
            drive.LetGo();
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

        public ValueList<JobToken> Kept { get; set; } = [];

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
