namespace Refrain.Core.Executions;

/// <summary>What the world still owes an attempt of a step, by the step's position in the definition. Derived from the state; doing it twice is doing it once.</summary>
public abstract record StepWork(int Position, int Attempt)
{
    /// <summary>All it waits for is there: resolve its arguments; then launch, evaluate or register.</summary>
    public sealed record Begin(int Position, int Attempt) : StepWork(Position, Attempt);

    /// <summary>The launch is recorded: make sure the runtime has the job.</summary>
    public sealed record Launch(int Position, int Attempt) : StepWork(Position, Attempt);

    /// <summary>The runtime has the job: learn how it ends.</summary>
    public sealed record Watch(int Position, int Attempt) : StepWork(Position, Attempt);

    /// <summary>The execution is stopping: ask the job to end. It is watched as well.</summary>
    public sealed record Stop(int Position, int Attempt) : StepWork(Position, Attempt);

    /// <summary>Nothing before this time.</summary>
    public sealed record Wake(int Position, int Attempt, DateTimeOffset Until) : StepWork(Position, Attempt);
}
