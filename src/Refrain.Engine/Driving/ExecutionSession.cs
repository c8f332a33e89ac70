using System.Threading.Channels;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Driving;

/// <summary>What a tick came to.</summary>
public enum Tick
{
    /// <summary>There is work in hand; tick again when something was noticed.</summary>
    Waiting,

    /// <summary>The execution has ended.</summary>
    Ended,
}

/// <summary>What sessions share.</summary>
public sealed record SessionServices(IExecutionStore Executions, ReferenceReader References, ExecutionHistory History, WorkPerformer Performer, TimeProvider Clock, JobSlots Slots);

/// <summary>
/// Drives one execution. It moves only in <see cref="TickAsync"/>: takes in what was noticed, decides, records, and hands out the work that follows. A
/// session that was just resumed knows as much as the one that crashed.
/// </summary>
public sealed class ExecutionSession : IAsyncDisposable
{
    private readonly SessionServices services;
    private readonly ExecutionRecord record;
    private readonly ExecutionSlots slots;
    private ExecutionState state;
    private SessionSlots sessionSlots;
    private readonly StepContext context;
    private readonly HashSet<StepWork> inHand = [];
    private readonly HashSet<int> beginning = [];
    private readonly List<Task> tasks = [];
    private readonly Channel<Noticed> noticed = Channel.CreateUnbounded<Noticed>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource dropped = new();
    private int? maxParallelSteps;

    private ExecutionSession(SessionServices services, ExecutionRecord record, ExecutionState state, ExecutionSlots slots)
    {
        (this.services, this.record, this.state, this.slots) = (services, record, state, slots);
        maxParallelSteps = record.MaxParallelSteps;
        context = new StepContext(record, state, services.References, slots);
        sessionSlots = new SessionSlots(slots, state, context);
        sessionSlots.HoldRunning();
        noticed.Writer.TryWrite(new Noticed.Nudge()); // what was appended since the history was read, before anybody could nudge this session, is not missed
    }

    /// <summary>The state as recorded.</summary>
    public ExecutionState State => state;

    /// <summary>Reads the history and continues it. Jobs that it says are running hold their slots when this returns.</summary>
    public static async Task<ExecutionSession> ResumeAsync(
        SessionServices services, ExecutionRecord record, ExecutionSlots slots, CancellationToken cancellationToken) =>
        new(services, record, await services.History.FoldAsync(record, toLength: null, cancellationToken), slots);

    /// <summary>Tells the session that the history may have grown by somebody else's hand.</summary>
    public void Nudge() => noticed.Writer.TryWrite(new Noticed.Nudge());

    /// <summary>Completes when there is something to take in.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await noticed.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>One move.</summary>
    public async Task<Tick> TickAsync(CancellationToken cancellationToken)
    {
        var seen = Drain();
        if (seen.Any(one => one is Noticed.Nudge))
        {
            await CatchUpAsync(cancellationToken);
        }

        var (length, events, ended) = Decide(seen);
        sessionSlots.HoldLaunching(events);
        if (events.Count > 0 && !await AppendAsync(length, events, cancellationToken))
        {
            return await ReadAgainAsync(seen, cancellationToken);
        }

        seen.ForEach(ReleaseSlot);
        tasks.AddRange(ended.Select(token => services.Performer.ForgetAsync(token, cancellationToken)));
        if (state.IsEnded)
        {
            return Tick.Ended; // what is still in hand (a stop that is asked again, a wake) is let go of: nobody waits for it
        }

        HandOut();
        return Tick.Waiting;
    }

    /// <summary>Frees what a process before this one kept of jobs whose end it recorded and did not come to forget.</summary>
    public void ForgetEnded(ValueList<JobToken> kept, CancellationToken cancellationToken) =>
        tasks.AddRange(kept.Where(token => !IsWanted(token)).Select(token => services.Performer.ForgetAsync(token, cancellationToken)));

    /// <summary>Lets go of everything in hand. Jobs go on; whoever resumes finds them.</summary>
    public async ValueTask DisposeAsync()
    {
        dropped.Cancel(); // not CancelAsync, which goes to another thread
        await Task.WhenAll(tasks);
        slots.KeepRunning(only: null);
        dropped.Dispose();
    }

    private bool IsWanted(JobToken token) =>
        state.Definition.Find(token.Step) is { } step && state[step.Position].State switch
        {
            StepState.Launching launching => launching.Attempt == token.Attempt,
            StepState.Running running => running.Attempt == token.Attempt,
            _ => false,
        };

    private List<Noticed> Drain()
    {
        var seen = new List<Noticed>();
        while (noticed.Reader.TryRead(out var one))
        {
            if (one is Noticed.Bug { Exception: var bug })
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(bug);
            }

            seen.Add(one);
        }

        return seen;
    }

    /// <summary>
    /// Somebody else wrote to the history between reading and appending. What was folded but not recorded is forgotten, and the state read again; what was noticed
    /// happened all the same, and work in hand goes on: an effect that is already there must not go unrecorded because a stop was written first.
    /// </summary>
    private async Task<Tick> ReadAgainAsync(List<Noticed> seen, CancellationToken cancellationToken)
    {
        if (await services.Executions.FindAsync(record.Arn, cancellationToken) is null)
        {
            return Tick.Ended; // deleted meanwhile
        }

        state = await services.History.FoldAsync(record, toLength: null, cancellationToken);
        context.Continue(state);
        sessionSlots = new SessionSlots(slots, state, context); // slots are kept: work in hand goes on
        foreach (var one in seen)
        {
            noticed.Writer.TryWrite(one);
        }

        noticed.Writer.TryWrite(new Noticed.Nudge()); // look again, also when nothing was noticed
        return Tick.Waiting;
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        foreach (var happened in await services.Executions.HistoryAsync(record.Arn, state.Length, toLength: null, cancellationToken))
        {
            state.Apply(happened);
        }

        _ = state.TakeChangedReports(); // whoever appended these events saved them
        if (await services.Executions.FindAsync(record.Arn, cancellationToken) is { } now)
        {
            maxParallelSteps = now.MaxParallelSteps; // the one thing of the record that is changed while it runs, and that counts here
        }
    }

    /// <summary>Folds what follows from the observations before it is recorded; when the append is refused, the state is read again.</summary>
    private (int Length, ValueList<ExecutionEvent> Events, ValueList<JobToken> Ended) Decide(List<Noticed> seen)
    {
        var length = state.Length;
        var events = new List<ExecutionEvent>();
        var ended = new List<JobToken>();
        var now = services.Clock.GetUtcNow();
        foreach (var letGo in seen.OfType<Noticed.LetGo>())
        {
            PutDown(letGo.Work);
        }

        foreach (var (work, observation) in seen.OfType<Noticed.Observed>())
        {
            PutDown(work);
            if (observation is Observation.Prepared && IsAboveLimit(work.Position))
            {
                continue; // it begins again when there is room
            }

            var decided = ExecutionDecider.Decide(state, observation, now);
            foreach (var happened in decided)
            {
                state.Apply(happened);
                events.Add(happened);
            }

            // Of a launch that was given up, the runtime may keep what it staged.
            if (observation is Observation.Ended or Observation.LaunchFaulted && decided.Count > 0)
            {
                ended.Add(context.Token(work.Position, observation.Attempt));
            }
        }

        if (beginning.Count == 0 && ExecutionDecider.Conclude(state, now) is { } conclusion)
        {
            state.Apply(conclusion);
            events.Add(conclusion);
        }

        return (length, events.ToValueList(), ended.ToValueList());
    }

    /// <summary>The limit may have been lowered while the step was being prepared, or waited for its turn among all jobs of the server.</summary>
    private bool IsAboveLimit(int position) => state[position].State is StepState.Waiting && state.ActiveCount >= maxParallelSteps;

    private void PutDown(StepWork work)
    {
        inHand.Remove(work);
        if (work is StepWork.Begin)
        {
            beginning.Remove(work.Position);
        }
    }

    private Task<bool> AppendAsync(int length, ValueList<ExecutionEvent> events, CancellationToken cancellationToken)
    {
        var append = new ExecutionAppend(
            record.Arn, length, events, state.TakeChangedReports(), JobRows.Of(state, record.Arn, events), state.Status, state.FailureReason, services.Clock.GetUtcNow())
        {
            CacheEntries = CacheEntries.Of(state, events),
            Callbacks = events.OfType<ExecutionEvent.CallbackSending>().Select(sending => new NewCallback(sending.Token, sending.Step)).ToValueList(),
        };
        return services.Executions.AppendAsync(append, token: null, cancellationToken);
    }

    private void ReleaseSlot(Noticed seen)
    {
        if (seen is Noticed.Observed { Work: var observed })
        {
            sessionSlots.Release(observed);
        }
        else if (seen is Noticed.LetGo { Work: var letGo })
        {
            sessionSlots.Release(letGo);
        }
    }

    private void HandOut()
    {
        tasks.RemoveAll(task => task.IsCompleted);
        sessionSlots.Admit();
        foreach (var work in state.PendingWork(services.Clock.GetUtcNow(), maxParallelSteps, beginning).ToList())
        {
            if (inHand.Add(work))
            {
                _ = work is StepWork.Begin && beginning.Add(work.Position);
                sessionSlots.Settle(work);
                tasks.Add(PerformAsync(work));
            }
        }
    }

    private async Task PerformAsync(StepWork work)
    {
        try
        {
            // Leaves the tick at once: work that happens to complete synchronously must not run inside it.
            await Task.Yield();
            if (await services.Performer.PerformAsync(context, work, dropped.Token) is { } observation)
            {
                noticed.Writer.TryWrite(new Noticed.Observed(work, observation));
            }
            else if (work is StepWork.Begin)
            {
                noticed.Writer.TryWrite(new Noticed.LetGo(work));
            }
        }
        catch (OperationCanceledException) when (dropped.IsCancellationRequested)
        {
            // Let go of.
        }
        catch (Exception e) when (e is System.Diagnostics.UnreachableException or IllegalTransitionException)
        {
            noticed.Writer.TryWrite(new Noticed.Bug(e)); // reported by the next tick, to whoever drives this session
        }
    }

    private abstract record Noticed
    {
        public sealed record Observed(StepWork Work, Observation Observation) : Noticed;

        public sealed record LetGo(StepWork Work) : Noticed;

        public sealed record Nudge : Noticed;

        public sealed record Bug(Exception Exception) : Noticed;
    }
}
