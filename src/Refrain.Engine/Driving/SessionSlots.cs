using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;

namespace Refrain.Engine.Driving;

/// <summary>How the state of an execution and the work in hand become slots: what is recorded as running holds one, what is to begin asks for one.</summary>
internal sealed class SessionSlots(ExecutionSlots slots, ExecutionState state, StepContext context)
{
    /// <summary>A session begins: slots are held for exactly the jobs that the history says are running.</summary>
    public void HoldRunning()
    {
        var running = state.Definition.Steps
            .Select(step => (step.Position, Attempt: RunningAttempt(step.Position)))
            .Where(step => step.Attempt > 0)
            .ToDictionary(step => context.Token(step.Position, step.Attempt));
        slots.KeepRunning(running.Keys.ToHashSet());
        foreach (var (position, attempt) in running.Values)
        {
            Hold(position, attempt);
        }
    }

    /// <summary>Before launches are recorded: a write that fails may be there nevertheless, so their slots are kept until the history was read again.</summary>
    public void HoldLaunching(ValueList<ExecutionEvent> events)
    {
        foreach (var launching in events.OfType<ExecutionEvent.StepLaunching>())
        {
            Hold(state.Definition[launching.Step].Position, launching.Attempt);
        }
    }

    /// <summary>Before work is handed out: when nothing new starts, those that wait are told.</summary>
    public void Admit() => slots.Admit(context.MayStart);

    /// <summary>Work is being handed out.</summary>
    public void Settle(StepWork work)
    {
        switch (work)
        {
            case StepWork.Begin begin when context.Step(work.Position).Type is IJobStepType:
                slots.Announce(context.Token(begin.Position, begin.Attempt), begin.Position);
                break;
            case StepWork.Launch launch when HasJob(launch.Position):
                Hold(launch.Position, launch.Attempt);
                break;
            case StepWork.Watch watch:
                Hold(watch.Position, watch.Attempt);
                break;
        }
    }

    /// <summary>Work is done, and what follows from it is recorded: the slot goes back unless the job runs.</summary>
    public void Release(StepWork done)
    {
        var attempt = done switch { StepWork.Begin begin => begin.Attempt, StepWork.Watch watch => watch.Attempt, _ => 0 };
        if (attempt > 0 && RunningAttempt(done.Position) != attempt)
        {
            slots.Release(context.Token(done.Position, attempt));
        }
    }

    /// <summary>What was recorded was once allowed; what it would be refused for today (a smaller server) does not matter any more.</summary>
    private void Hold(int position, int attempt) =>
        slots.Hold(context.Token(position, attempt), position, () => JobClaim.Of(context.Job(position).Arguments, slots.Capacity).Claim);

    private bool HasJob(int position) => context.Step(position).Type is IJobStepType;

    private int RunningAttempt(int position) => state[position].State switch
    {
        _ when !HasJob(position) => 0,
        StepState.Launching launching => launching.Attempt,
        StepState.Running running => running.Attempt,
        _ => 0,
    };
}
