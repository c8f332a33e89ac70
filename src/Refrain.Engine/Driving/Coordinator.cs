using Microsoft.Extensions.Logging;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Driving;

/// <summary>Drives every execution that has not ended: those found at start, and those that requests wake. One loop each; none waits for another.</summary>
public sealed class Coordinator(SessionServices services, ILogger<Coordinator> logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private readonly Dictionary<PipelineExecutionArn, Drive> drives = [];
    private readonly CancellationTokenSource leaving = new();

    /// <summary>Finds the executions that a process before this one left unfinished, and goes on with them; frees what ended jobs left behind.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // In this order: a job is kept only after its launch was recorded, so what is kept now belongs to these executions, or to nobody any more.
        var kept = (await services.Performer.KeptAsync(cancellationToken)).ToLookup(token => token.ExecutionId);
        var unfinished = await services.Executions.UnfinishedAsync(cancellationToken);
        foreach (var arn in unfinished)
        {
            Wake(arn, kept[arn.ExecutionId].ToValueList());
        }

        var open = unfinished.Select(arn => arn.ExecutionId).ToHashSet(StringComparer.Ordinal);
        foreach (var token in kept.Where(jobs => !open.Contains(jobs.Key)).SelectMany(jobs => jobs))
        {
            logger.LeftJobForgotten(token);
            await services.Performer.ForgetAsync(token, cancellationToken);
        }
    }

    /// <summary>Something was recorded for this execution: drive it, or make who drives it look.</summary>
    public void Wake(PipelineExecutionArn arn) => Wake(arn, []);

    /// <summary>Lets go of all executions. Their jobs go on.</summary>
    public async ValueTask DisposeAsync()
    {
        // Never disposed: a host that stops and then disposes comes here twice. Not CancelAsync, which goes to other threads: a simulation has one.
        leaving.Cancel();
        List<Task> tasks;
        lock (gate)
        {
            tasks = drives.Values.Select(drive => drive.Task).ToList(); // no more are added: Wake sees that we leave
        }

        await Task.WhenAll(tasks);
    }

    private void Wake(PipelineExecutionArn arn, ValueList<JobToken> kept)
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
            }
            else
            {
                drives[arn] = drive = new Drive { Kept = kept };
                drive.Task = DriveAsync(arn, drive);
            }
        }
    }

    private async Task DriveAsync(PipelineExecutionArn arn, Drive drive)
    {
        await Task.Yield();
        var delay = TimeSpan.FromMilliseconds(250);
        while (true)
        {
            try
            {
                var ended = await DriveOnceAsync(arn, drive);
                delay = TimeSpan.FromMilliseconds(250);
                if (ended && Leave(arn, drive))
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

    /// <summary>True when the execution has ended or is gone; false when it must be read again.</summary>
    private async Task<bool> DriveOnceAsync(PipelineExecutionArn arn, Drive drive)
    {
        if (await services.Executions.FindAsync(arn, leaving.Token) is not { } record)
        {
            return true;
        }

        await using var session = await ExecutionSession.ResumeAsync(services, record, leaving.Token);
        drive.Session = session;
        if (session.State.IsEnded)
        {
            return true;
        }

        session.ForgetEnded(drive.Kept, leaving.Token);
        drive.Kept = []; // what this process launches, its sessions forget
        logger.SessionBegun(arn, session.State.Length);
        while (true)
        {
            switch (await session.TickAsync(leaving.Token))
            {
                case Tick.Ended:
                    logger.ExecutionEnded(arn, session.State);
                    return true;
                case Tick.Superseded:
                    return false;
                default:
                    await session.WaitAsync(leaving.Token);
                    break;
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

        public Task Task { get; set; } = Task.CompletedTask;

        public ExecutionSession? Session { get; set; }

        public ValueList<JobToken> Kept { get; set; } = [];

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
