using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>What was noticed while work was done: the input of a decision.</summary>
public abstract record Observation(int Position, int Attempt)
{
    /// <summary>Arguments are resolved and inputs found: the step can be launched.</summary>
    public sealed record Prepared(
        int Position, int Attempt, string JobName, RawJson Arguments, StepIdentity Identity, ValueList<JobInput> Inputs, StepCacheKey? CacheKey = null,
        RawJson? Model = null) : Observation(Position, Attempt);

    /// <summary>The cache has an earlier run that may stand for the step. <paramref name="Identity"/> is null when the step's own inputs are not there.</summary>
    public sealed record Cached(int Position, int Attempt, StepCacheKey Key, CachedRun Run, StepIdentity? Identity, RawJson Arguments) : Observation(Position, Attempt);

    /// <summary>What a callback's message will hold is resolved.</summary>
    public sealed record CallbackPrepared(int Position, int Attempt, string Token, string QueueUrl, RawJson Arguments) : Observation(Position, Attempt);

    /// <summary>A callback's message can never be sent.</summary>
    public sealed record CallbackRefused(int Position, int Attempt, string Reason) : Observation(Position, Attempt);

    /// <summary>The step cannot begin, for a reason of its own.</summary>
    public sealed record Impossible(int Position, int Attempt, string Reason) : Observation(Position, Attempt);

    /// <summary>A step without a job is done.</summary>
    public sealed record Done(int Position, int Attempt, StepResult Result) : Observation(Position, Attempt);

    /// <summary>A Fail step was reached; its message may be empty.</summary>
    public sealed record FailReached(int Position, int Attempt, string Message) : Observation(Position, Attempt);

    /// <summary>The runtime has the job.</summary>
    public sealed record Launched(int Position, int Attempt, string JobHandle, string Isolation) : Observation(Position, Attempt);

    /// <summary>The store or the runtime failed for so long while the step was being prepared that the attempt is given up; it has no launch.</summary>
    public sealed record Faulted(int Position, int Attempt, StepFault Fault, string Reason) : Observation(Position, Attempt);

    /// <summary>The runtime failed for so long to take the job that the attempt is given up; there is no job of it.</summary>
    public sealed record LaunchFaulted(int Position, int Attempt, StepFault Fault, string Reason) : Observation(Position, Attempt);

    /// <summary>The job ended. <paramref name="PropertyFiles"/> were read right then.</summary>
    public sealed record Ended(int Position, int Attempt, JobEnd End, ValueList<PropertyFileContent> PropertyFiles) : Observation(Position, Attempt);

    /// <summary>The time a step waited for has come.</summary>
    public sealed record Woken(int Position, int Attempt) : Observation(Position, Attempt);
}

/// <summary>What kind of fault kept a step from having a job.</summary>
public enum StepFault
{
    /// <summary>A failure of the store or the runtime.</summary>
    Service,

    /// <summary>One of them asked for less.</summary>
    Throttling,

    /// <summary>There is no machine that could run the job.</summary>
    Capacity,

    /// <summary>There are as many jobs as there may be.</summary>
    ResourceLimit,
}

/// <summary>An earlier successful run, as its record tells.</summary>
/// <param name="Hit">Which run.</param>
/// <param name="Result">Its result.</param>
/// <param name="Identity">What it was made of; null when its record does not tell.</param>
public sealed record CachedRun(CacheHit Hit, StepResult Result, StepIdentity? Identity);
