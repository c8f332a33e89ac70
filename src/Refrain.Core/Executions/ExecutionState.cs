using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Callback;
using Refrain.Core.Steps.Condition;
using Refrain.Core.Steps.Fail;

namespace Refrain.Core.Executions;

/// <summary>
/// The fold of an execution's events. Each event updates only the steps it touches, so 10,000 steps cost 10,000 updates. Not thread-safe: one session owns it.
/// </summary>
public sealed class ExecutionState
{
    private readonly StepProgress[] steps;
    private readonly int[] waitsFor;
    private readonly SortedSet<int> ready = [];
    private readonly SortedSet<int> active = [];
    private readonly SortedSet<int> changed = [];
    private DateTimeOffset? stoppingAt;

    /// <summary>The state after <see cref="ExecutionEvent.ExecutionStarted"/>. <paramref name="scope"/> gives job ARNs their region and account.</summary>
    public ExecutionState(PipelineDefinition definition, ExecutionEvent.ExecutionStarted started, AwsScope scope)
    {
        (Definition, Plan, CacheIdentity, Scope, StartedAt, Length) = (definition, started.Plan, started.CacheIdentity ?? CacheIdentity.Aws, scope, started.At, 1);
        steps = InitialSteps(definition, started);
        waitsFor = Array.ConvertAll(steps, step => CountUnmet(step.Definition.Position));
        foreach (var step in steps)
        {
            BecomeReady(step.Definition.Position);
        }
    }

    /// <summary>The definition it is bound to.</summary>
    public PipelineDefinition Definition { get; }

    /// <summary>What was frozen at its start.</summary>
    public ExecutionPlan Plan { get; }

    /// <summary>How its steps are looked up in the cache, frozen at its start.</summary>
    public CacheIdentity CacheIdentity { get; }

    /// <summary>Region and account.</summary>
    public AwsScope Scope { get; }

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Number of events folded.</summary>
    public int Length { get; private set; }

    /// <summary>The wire's status.</summary>
    public ExecutionStatus Status { get; private set; } = ExecutionStatus.Executing;

    /// <summary>The wire's FailureReason; null unless it failed.</summary>
    public string? FailureReason { get; private set; }

    /// <summary>True when it has ended.</summary>
    public bool IsEnded => Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Stopped;

    /// <summary>True when it ended with something left to do: it failed or was stopped, and not because a Fail step said so.</summary>
    public bool MayBeRetried => Status is ExecutionStatus.Failed or ExecutionStatus.Stopped && FailStep is null;

    /// <summary>The Fail step that was reached; null when there is none.</summary>
    public StepDefinition? FailStep => Array.Find(steps, step => step is { Definition.Type: FailStepType, State: StepState.Failed })?.Definition;

    /// <summary>A step's part.</summary>
    public StepProgress this[int position] => steps[position];

    /// <summary>True when some step failed: nothing new starts (spec 04, 1).</summary>
    public bool HasFailedStep { get; private set; }

    /// <summary>Steps that have a job or are between two attempts.</summary>
    public int ActiveCount => active.Count;

    /// <summary>True when some step could start.</summary>
    public bool HasReadyStep => MayStart && ready.Count > 0;

    /// <summary>When a step that waits for an answer is given up: sooner when the execution is being stopped. Null for a step that waits for none.</summary>
    public DateTimeOffset? CallbackDeadline(int position) => steps[position] switch
    {
        { State: StepState.Launching or StepState.Running, Callback: { } sent } =>
            stoppingAt is { } stopped && stopped + CallbackStepType.LongestStop < sent.Until ? stopped + CallbackStepType.LongestStop : sent.Until,
        _ => null,
    };

    /// <summary>Folds one event.</summary>
    /// <exception cref="IllegalTransitionException">The history is damaged, or we are wrong.</exception>
    public void Apply(ExecutionEvent happened)
    {
        var mayFollow = happened switch
        {
            ExecutionEvent.ExecutionRetried => MayBeRetried,
            ExecutionEvent.ExecutionStopping => Status == ExecutionStatus.Executing,
            _ => !IsEnded,
        };
        if (!mayFollow)
        {
            throw new IllegalTransitionException(Status, happened);
        }

        Length++;
        switch (happened)
        {
            case ExecutionEvent.ExecutionStopping:
                (Status, stoppingAt) = (ExecutionStatus.Stopping, happened.At);
                changed.UnionWith(active);
                foreach (var position in active)
                {
                    steps[position].Touch(Length);
                }

                break;
            case ExecutionEvent.ExecutionRetried:
                Retry();
                break;
            case ExecutionEvent.ExecutionSucceeded:
                Status = ExecutionStatus.Succeeded;
                break;
            case ExecutionEvent.ExecutionFailed e:
                (Status, FailureReason) = (ExecutionStatus.Failed, e.Reason);
                break;
            case ExecutionEvent.ExecutionStopped:
                Status = ExecutionStatus.Stopped;
                break;
            default:
                ApplyToStep(happened);
                break;
        }
    }

    /// <summary>
    /// All that is owed now. At most <paramref name="slots"/> steps are active or begun at once (null: no limit); those being begun already are named, since no
    /// event says so. Ready steps come in the definition's order.
    /// </summary>
    public IEnumerable<StepWork> PendingWork(DateTimeOffset now, int? slots, IReadOnlySet<int> beginning)
    {
        foreach (var position in active)
        {
            foreach (var work in WorkFor(position, now).Where(work => work is not StepWork.Begin || !beginning.Contains(position)))
            {
                yield return work;
            }
        }

        // A step between two attempts has its slot already.
        var free = (slots ?? int.MaxValue) - active.Count - beginning.Count(position => !active.Contains(position));
        foreach (var position in MayStart ? ready.Where(position => !beginning.Contains(position)).Take(Math.Max(0, free)) : [])
        {
            yield return new StepWork.Begin(position, ((StepState.Waiting)steps[position].State).NextAttempt); // only what waits is ready
        }
    }

    /// <summary>Reports of the steps that changed since the last call.</summary>
    public ValueList<StepReport> TakeChangedReports()
    {
        var reports = changed.Select(Report).ToValueList();
        changed.Clear();
        return reports;
    }

    /// <summary>The report of a step that left waiting.</summary>
    public StepReport Report(int position) => steps[position].Report(Status == ExecutionStatus.Stopping, JobArn(position));

    /// <summary>The ARN of a step's latest job; null when it has none.</summary>
    public string? JobArn(int position) =>
        steps[position].Definition.Type is IJobStepType type && JobName(position) is { } name ? Scope.Arn($"{type.ArnResource}/{name}") : null;

    /// <summary>The name of a step's latest job; null when it has none. A job that was asked for directly has its name before it is launched.</summary>
    public string? JobName(int position) => Plan.Job?.Name ?? steps[position].Launch?.JobName;

    /// <summary>When a step's latest job was created: when it was asked for directly, or launched.</summary>
    public DateTimeOffset JobCreatedAt(int position) => Plan.Job is null && steps[position].Launch is { } launch ? launch.At : StartedAt;

    /// <inheritdoc />
    public override string ToString() => $"{Status} after {Length} events";

    private bool MayStart => Status == ExecutionStatus.Executing && !HasFailedStep;

    // What succeeded or was skipped stays; whatever else may run was waiting all the time.
    private void Retry()
    {
        (Status, FailureReason, HasFailedStep, stoppingAt) = (ExecutionStatus.Executing, null, false, null);
        foreach (var step in steps.Where(step => step.State is StepState.Failed or StepState.Stopped))
        {
            step.WaitAgain();
            BecomeReady(step.Definition.Position);
        }
    }

    private static StepProgress[] InitialSteps(PipelineDefinition definition, ExecutionEvent.ExecutionStarted started)
    {
        var plan = started.Plan;
        var full = plan.Selective is null;
        var initial = definition.Steps.Select(step => new StepProgress(step, full ? new StepState.Waiting() : new StepState.OutOfScope())).ToArray();
        foreach (var selected in plan.Selective?.Selected.Positions() ?? [])
        {
            initial[selected] = new StepProgress(definition.Steps[selected], new StepState.Waiting());
        }

        foreach (var reused in plan.Selective?.Reused.SelectMany(source => source.Steps.Positions()) ?? [])
        {
            initial[reused] = new StepProgress(definition.Steps[reused], new StepState.Reused());
        }

        foreach (var supplied in plan.Supplied ?? [])
        {
            initial[definition[supplied.Step].Position].Supply(supplied.Result, started.At);
        }

        return initial;
    }

    private int CountUnmet(int position)
    {
        var unmet = 0;
        foreach (var dependency in Definition.Graph.DependenciesOf(position))
        {
            unmet += steps[dependency].State is StepState.Waiting ? 1 : 0;
        }

        return unmet;
    }

    private void ApplyToStep(ExecutionEvent happened)
    {
        var name = StepOf(happened);
        var position = Definition[name].Position;
        ready.Remove(position);
        steps[position].Apply(happened, Length);
        changed.Add(position);
        _ = steps[position].State.IsActive ? active.Add(position) : active.Remove(position);
        switch (steps[position].State)
        {
            case StepState.Failed:
                HasFailedStep = true;
                break;
            case StepState.Succeeded { Result: var result }:
                Release(position, steps[position].Definition.Type is ConditionStepType ? ConditionStepType.Outcome(result) : null);
                break;
        }
    }

    /// <summary>What waited for the step waits for one less; on the branch that was not taken nothing runs.</summary>
    private void Release(int position, bool? outcome)
    {
        foreach (var dependent in Definition.Graph.DependentsOf(position))
        {
            waitsFor[dependent]--;
            if (outcome is { } taken && steps[dependent].Definition.Branch is { } branch && branch.Condition == steps[position].Definition.Name && branch.When != taken)
            {
                SkipWithDependents(dependent);
            }
            else
            {
                BecomeReady(dependent);
            }
        }
    }

    private void SkipWithDependents(int first)
    {
        var next = new Stack<int>([first]);
        while (next.TryPop(out var position))
        {
            if (steps[position].State is not StepState.Waiting)
            {
                continue;
            }

            steps[position].Skip();
            ready.Remove(position);
            foreach (var dependent in Definition.Graph.DependentsOf(position))
            {
                next.Push(dependent);
            }
        }
    }

    private void BecomeReady(int position)
    {
        if (waitsFor[position] == 0 && steps[position].State is StepState.Waiting)
        {
            ready.Add(position);
        }
    }

    private IEnumerable<StepWork> WorkFor(int position, DateTimeOffset now)
    {
        var stopping = Status == ExecutionStatus.Stopping;
        switch (steps[position].State)
        {
            case StepState.BackingOff b when !stopping && b.Until <= now && MayStart:
                yield return new StepWork.Begin(position, b.NextAttempt);
                break;
            case StepState.BackingOff b:
                yield return new StepWork.Wake(position, b.NextAttempt, stopping || !MayStart ? now : b.Until);
                break;
            case StepState.Launching l:
                yield return new StepWork.Launch(position, l.Attempt); // crashed in between: ask again
                if (CallbackDeadline(position) is { } sentUntil)
                {
                    yield return new StepWork.Wake(position, l.Attempt, sentUntil);
                }

                break;
            case StepState.Running r:
                yield return CallbackDeadline(position) is { } until ? new StepWork.Wake(position, r.Attempt, until) : new StepWork.Watch(position, r.Attempt);
                if (stopping || steps[position].IsStopping)
                {
                    yield return new StepWork.Stop(position, r.Attempt);
                }

                break;
        }
    }

    private static StepName StepOf(ExecutionEvent happened) => happened switch
    {
        ExecutionEvent.StepLaunching e => e.Step,
        ExecutionEvent.StepCacheHit e => e.Step,
        ExecutionEvent.CallbackSending e => e.Step,
        ExecutionEvent.StepStarted e => e.Step,
        ExecutionEvent.StepStopping e => e.Step,
        ExecutionEvent.StepSucceeded e => e.Step,
        ExecutionEvent.StepBackedOff e => e.Step,
        ExecutionEvent.StepFailed e => e.Step,
        ExecutionEvent.StepStopped e => e.Step,
        _ => throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} names no step."),
    };
}
