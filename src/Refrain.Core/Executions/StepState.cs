using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>Where a step of one execution stands. One event leads from one state to the next: see <see cref="StepTransitions"/>.</summary>
public abstract record StepState
{
    private StepState()
    {
    }

    /// <summary>In scope, not begun; or to begin again, because its execution was retried.</summary>
    public sealed record Waiting(int NextAttempt = 1) : StepState;

    /// <summary>The launch is recorded; the runtime may or may not have the job.</summary>
    public sealed record Launching(int Attempt) : StepState;

    /// <summary>The runtime has the job.</summary>
    public sealed record Running(int Attempt, string JobHandle) : StepState;

    /// <summary>An attempt failed; the next one is due.</summary>
    public sealed record BackingOff(int NextAttempt, DateTimeOffset Until) : StepState;

    /// <summary>Done.</summary>
    public sealed record Succeeded(StepResult Result) : StepState;

    /// <summary>Ended badly.</summary>
    public sealed record Failed(string Reason) : StepState;

    /// <summary>Ended by a stop.</summary>
    public sealed record Stopped : StepState;

    /// <summary>Not run: its result comes from an earlier execution.</summary>
    public sealed record Reused : StepState;

    /// <summary>Not run: its result was given by hand when the execution started.</summary>
    public sealed record Supplied(StepResult Result) : StepState;

    /// <summary>Not selected and not needed.</summary>
    public sealed record OutOfScope : StepState;

    /// <summary>On a branch the condition did not take, or behind one.</summary>
    public sealed record Skipped : StepState;

    /// <summary>True while the world owes the step something.</summary>
    public bool IsActive => this is Launching or Running or BackingOff;
}

/// <summary>An event that cannot follow the state it met: a damaged history, or our own bug.</summary>
public sealed class IllegalTransitionException : InvalidOperationException
{
    /// <summary>The event cannot follow the step's state.</summary>
    public IllegalTransitionException(StepState from, ExecutionEvent happened)
        : base($"{happened.GetType().Name} cannot follow {from}.")
    {
    }

    /// <summary>The event cannot follow the execution's status.</summary>
    public IllegalTransitionException(ExecutionStatus from, ExecutionEvent happened)
        : base($"{happened.GetType().Name} cannot follow an execution that is {from}.")
    {
    }
}
