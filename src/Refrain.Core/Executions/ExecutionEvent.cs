using System.Text.Json.Serialization;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>
/// Something that happened to an execution. The list of these is the execution; everything else is derived from it. Stored for ever: members are only added.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ExecutionStarted), "ExecutionStarted")]
[JsonDerivedType(typeof(StepLaunching), "StepLaunching")]
[JsonDerivedType(typeof(StepCacheHit), "StepCacheHit")]
[JsonDerivedType(typeof(CallbackSending), "CallbackSending")]
[JsonDerivedType(typeof(StepStarted), "StepStarted")]
[JsonDerivedType(typeof(StepStopping), "StepStopping")]
[JsonDerivedType(typeof(StepSucceeded), "StepSucceeded")]
[JsonDerivedType(typeof(StepBackedOff), "StepBackedOff")]
[JsonDerivedType(typeof(StepFailed), "StepFailed")]
[JsonDerivedType(typeof(StepStopped), "StepStopped")]
[JsonDerivedType(typeof(ExecutionStopping), "ExecutionStopping")]
[JsonDerivedType(typeof(ExecutionRetried), "ExecutionRetried")]
[JsonDerivedType(typeof(ExecutionSucceeded), "ExecutionSucceeded")]
[JsonDerivedType(typeof(ExecutionFailed), "ExecutionFailed")]
[JsonDerivedType(typeof(ExecutionStopped), "ExecutionStopped")]
public abstract record ExecutionEvent(DateTimeOffset At)
{
    /// <summary>First event of every history. <paramref name="CacheIdentity"/>: how its steps are looked up in the cache; null in histories of before there was one.</summary>
    public sealed record ExecutionStarted(DateTimeOffset At, ExecutionPlan Plan, CacheIdentity? CacheIdentity = null) : ExecutionEvent(At);

    /// <summary>
    /// Written before anything is launched. It holds all that the launch depends on (resolved arguments, exact inputs), so a process that comes
    /// after a crash launches the very same job. <paramref name="CacheKey"/> is what later runs look this one up by; null for types that are never cached.
    /// <paramref name="Model"/> is the model that the job serves (<see cref="ServedModel"/>); null for jobs that serve none.
    /// </summary>
    public sealed record StepLaunching(
        DateTimeOffset At,
        StepName Step,
        int Attempt,
        string JobName,
        RawJson Arguments,
        StepIdentity Identity,
        ValueList<JobInput> Inputs,
        StepCacheKey? CacheKey = null,
        RawJson? Model = null) : ExecutionEvent(At);

    /// <summary>
    /// An earlier run stands for the step: nothing is launched. All that is needed of that run is copied, so what happens to it later does not show through.
    /// </summary>
    /// <param name="At">When the lookup found it.</param>
    /// <param name="Step">The step.</param>
    /// <param name="Source">The execution that really ran it.</param>
    /// <param name="Result">The result of that run; its metadata names the job that made it.</param>
    /// <param name="Key">What both runs have in common.</param>
    /// <param name="SourceStartedAt">When that run started.</param>
    /// <param name="SourceEndedAt">When that run ended: its age counts from here.</param>
    /// <param name="SourceIdentity">What that run was made of; null when its record does not tell.</param>
    /// <param name="Identity">What this step would have run with. Where the two differ, the cache did not look. Null when its inputs are not there any more.</param>
    /// <param name="Arguments">The arguments this step would have run with.</param>
    public sealed record StepCacheHit(
        DateTimeOffset At,
        StepName Step,
        PipelineExecutionArn Source,
        StepResult Result,
        StepCacheKey Key,
        DateTimeOffset SourceStartedAt,
        DateTimeOffset SourceEndedAt,
        StepIdentity? SourceIdentity,
        StepIdentity? Identity,
        RawJson Arguments) : ExecutionEvent(At);

    /// <summary>
    /// Written before a callback's message is sent: it holds all of it, so a process that comes after a crash sends the very same one. The step ends when somebody answers
    /// <paramref name="Token"/>, or at <paramref name="Until"/>.
    /// </summary>
    public sealed record CallbackSending(
        DateTimeOffset At, StepName Step, int Attempt, string Token, string QueueUrl, RawJson Arguments, DateTimeOffset Until) : ExecutionEvent(At);

    /// <summary>The runtime has the job; or a callback's message was sent, and the handle is its token.</summary>
    public sealed record StepStarted(DateTimeOffset At, StepName Step, int Attempt, string JobHandle, string Isolation) : ExecutionEvent(At);

    /// <summary>Somebody asked for the step's job alone to end: the execution goes on with what that leaves.</summary>
    public sealed record StepStopping(DateTimeOffset At, StepName Step, int Attempt) : ExecutionEvent(At);

    /// <summary>The step is done. Steps without a job (Condition, Model, RegisterModel) go here straight from waiting, with attempt 1.</summary>
    public sealed record StepSucceeded(DateTimeOffset At, StepName Step, int Attempt, StepResult Result) : ExecutionEvent(At);

    /// <summary>
    /// The attempt failed and another one is due. <paramref name="Exception"/> is what it is retried for: attempts are counted by it. <paramref name="Partial"/>: what the
    /// failed job left; null when there was no job.
    /// </summary>
    public sealed record StepBackedOff(
        DateTimeOffset At, StepName Step, int NextAttempt, DateTimeOffset Until, string Reason, string? Exception = null, StepResult? Partial = null) : ExecutionEvent(At);

    /// <summary>
    /// The step failed for good. <paramref name="Reason"/> is empty only for a Fail step with an empty message.
    /// <paramref name="Partial"/>: what the failed job left (metadata, its Describe document, outputs); null when there was no job.
    /// </summary>
    public sealed record StepFailed(DateTimeOffset At, StepName Step, int Attempt, string Reason, StepResult? Partial) : ExecutionEvent(At);

    /// <summary>The step was stopped with its execution.</summary>
    public sealed record StepStopped(DateTimeOffset At, StepName Step, int Attempt, StepResult? Partial) : ExecutionEvent(At);

    /// <summary>Somebody asked for a stop: nothing new starts, running steps are asked to end.</summary>
    public sealed record ExecutionStopping(DateTimeOffset At) : ExecutionEvent(At);

    /// <summary>
    /// Somebody asked to go on with an execution that failed or was stopped: its failed and stopped steps begin again. <paramref name="MaxParallelSteps"/> holds from here on; null
    /// leaves what held before.
    /// </summary>
    public sealed record ExecutionRetried(DateTimeOffset At, int? MaxParallelSteps = null) : ExecutionEvent(At);

    /// <summary>Everything that had to run succeeded.</summary>
    public sealed record ExecutionSucceeded(DateTimeOffset At) : ExecutionEvent(At);

    /// <summary>At least one step failed and nothing runs any more.</summary>
    public sealed record ExecutionFailed(DateTimeOffset At, string Reason) : ExecutionEvent(At);

    /// <summary>All steps ended after a stop.</summary>
    public sealed record ExecutionStopped(DateTimeOffset At) : ExecutionEvent(At);
}
