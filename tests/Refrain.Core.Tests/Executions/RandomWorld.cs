using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Tests.Executions;

/// <summary>
/// Drives one execution with nothing but Core: a seed decides how long work takes (the order in which it is answered), what jobs do, what conditions say,
/// when somebody asks for a stop and when the process dies and everything but the history is forgotten.
/// </summary>
internal sealed class RandomWorld
{
    private readonly Random random;
    private readonly PipelineDefinition definition;
    private readonly int? slots;
    private readonly double failures;
    private readonly double stops;
    private readonly HashSet<StepWork> owed = [];
    private readonly HashSet<int> beginning = [];
    private readonly HashSet<int> asked = [];
    private readonly double faults;
    private int retries;
    private DateTimeOffset now = Samples.Start;

    public RandomWorld(PipelineDefinition definition, SelectiveScope? scope, int seed)
    {
        random = new Random(seed);
        this.definition = definition;
        slots = random.Next(3) == 0 ? random.Next(1, 4) : null;
        (faults, retries) = (random.Next(3) == 0 ? 0.3 : 0, random.Next(3));
        (failures, stops) = (random.Next(3) == 0 ? 0.25 : 0, random.Next(4) == 0 ? 0.05 : 0);
        Started = Samples.Started(scope);
        State = Fold([]);
    }

    public ExecutionEvent.ExecutionStarted Started { get; }

    /// <summary>Everything after the start, in order.</summary>
    public List<ExecutionEvent> Events { get; } = [];

    public ExecutionState State { get; private set; }

    /// <summary>The state after some events, folded from the start.</summary>
    public ExecutionState Fold(IEnumerable<ExecutionEvent> events)
    {
        var state = new ExecutionState(definition, Started, Samples.Scope);
        foreach (var happened in events)
        {
            state.Apply(happened);
        }

        return state;
    }

    /// <summary>Runs to the end; throws when there is none in sight.</summary>
    public void Run()
    {
        for (var moves = 0; !State.IsEnded || MayGoOn(); moves++)
        {
            Assert.True(moves < 4_000, "The execution does not end.");
            now = now.AddMilliseconds(random.Next(1, 5_000));
            if (State.IsEnded)
            {
                Append(new ExecutionEvent.ExecutionRetried(now));
            }
            else if (ExecutionDecider.Conclude(State, now) is { } end && beginning.Count == 0)
            {
                Append(end);
            }
            else if (random.Next(40) == 0)
            {
                Crash();
            }
            else if (State.Status == ExecutionStatus.Executing && random.NextDouble() < stops)
            {
                Append(new ExecutionEvent.ExecutionStopping(now));
            }
            else
            {
                DoSomeWork();
            }
        }
    }

    private void DoSomeWork()
    {
        var pending = State.PendingWork(now, slots, beginning).ToList();
        var begun = pending.OfType<StepWork.Begin>().Select(work => work.Position).Concat(beginning).Count(position => !State[position].State.IsActive);
        Assert.True(slots is null || State.ActiveCount + begun <= slots, "More steps at once than there are slots.");
        foreach (var work in pending.Where(work => work is not StepWork.Stop))
        {
            owed.Add(work);
            _ = work is StepWork.Begin && beginning.Add(work.Position);
        }

        asked.UnionWith(pending.OfType<StepWork.Stop>().Select(work => work.Position));
        if (owed.Count == 0)
        {
            Assert.True(pending.Count > 0 || ExecutionDecider.Conclude(State, now) is not null, "Nothing is owed, and the execution has not ended.");
            return;
        }

        var chosen = owed.OrderBy(work => work.ToString(), StringComparer.Ordinal).ElementAt(random.Next(owed.Count));
        owed.Remove(chosen);
        beginning.Remove(chosen.Position);
        if (Answer(chosen) is { } noticed)
        {
            Decide(noticed);
        }
    }

    // Somebody may ask for the rest of what failed or was stopped; what is in hand belongs to nobody then.
    private bool MayGoOn()
    {
        if (!State.MayBeRetried || retries-- <= 0)
        {
            return false;
        }

        Crash();
        return true;
    }

    private void Decide(Observation noticed)
    {
        foreach (var happened in ExecutionDecider.Decide(State, noticed, now))
        {
            Append(happened);
        }
    }

    private Observation? Answer(StepWork work) => work switch
    {
        StepWork.Begin begin => Begin(begin),
        StepWork.Launch launch when random.NextDouble() < faults => new Observation.LaunchFaulted(launch.Position, launch.Attempt, StepFault.Service, "a fault"),
        StepWork.Launch launch => new Observation.Launched(launch.Position, launch.Attempt, $"handle-{launch.Position}", "none: simulated"),
        StepWork.Watch watch => new Observation.Ended(watch.Position, watch.Attempt, Samples.End(Outcome(watch.Position)), []),
        StepWork.Wake wake when wake.Until <= now => new Observation.Woken(wake.Position, wake.Attempt),
        _ => null,
    };

    private Observation Begin(StepWork.Begin begin)
    {
        var type = definition.Steps[begin.Position].Type;
        return type switch
        {
            _ when random.NextDouble() < faults => new Observation.Faulted(begin.Position, begin.Attempt, StepFault.Throttling, "a fault"),
            ConditionStepType => new Observation.Done(begin.Position, begin.Attempt, ConditionStepType.Result(random.Next(2) == 0)),
            _ when type.Name == "Fail" => new Observation.FailReached(begin.Position, begin.Attempt, "reached"),
            _ when random.NextDouble() < failures / 2 => new Observation.Impossible(begin.Position, begin.Attempt, "ClientError: x"),
            IJobStepType when random.Next(5) == 0 => Samples.Cached(begin.Position, begin.Attempt),
            IJobStepType => Samples.Prepared(begin.Position, begin.Attempt),
            _ => new Observation.Done(begin.Position, begin.Attempt, Samples.Result),
        };
    }

    private JobOutcome Outcome(int position) => random.NextDouble() switch
    {
        _ when asked.Contains(position) && random.Next(3) > 0 => new JobOutcome.Stopped(),
        var x when x < failures / 2 => new JobOutcome.Exited(1),
        var x when x < failures => new JobOutcome.Lost("machine"),
        _ => new JobOutcome.Exited(0),
    };

    private void Append(ExecutionEvent happened)
    {
        State.Apply(happened);
        Events.Add(happened);
    }

    private void Crash()
    {
        owed.Clear();
        beginning.Clear();
        asked.Clear();
        State = Fold(Events);
    }
}
