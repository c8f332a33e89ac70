namespace Refrain.Core.Steps;

/// <summary>When and how often a failed attempt of a step is followed by another one (spec 04, 3).</summary>
/// <param name="ExceptionTypes">What it answers to: names of <see cref="RetriedExceptions"/>.</param>
/// <param name="IntervalSeconds">Wait before the first retry.</param>
/// <param name="BackoffRate">What each further wait is multiplied with.</param>
/// <param name="MaxAttempts">Most retries; 0 for none. Null when <paramref name="ExpireAfterMin"/> ends the retrying.</param>
/// <param name="ExpireAfterMin">Minutes from the start of the step in which retries may begin; 0 for none. Null when <paramref name="MaxAttempts"/> ends it.</param>
public sealed record RetryPolicy(ValueList<string> ExceptionTypes, int IntervalSeconds, double BackoffRate, int? MaxAttempts, int? ExpireAfterMin)
{
    /// <summary>Wait before the first retry when a policy does not say.</summary>
    public const int DefaultIntervalSeconds = 1;

    /// <summary>Multiplier when a policy does not say.</summary>
    public const double DefaultBackoffRate = 2.0;

    /// <summary>Retries when a policy says neither how often nor how long.</summary>
    public const int DefaultMaxAttempts = 5;
}

/// <summary>The exceptions that a retry policy may name, by what raises them.</summary>
public static class RetriedExceptions
{
    /// <summary>The store or the runtime failed while the step was prepared or launched.</summary>
    public const string ServiceFault = "Step.SERVICE_FAULT";

    /// <summary>One of them had too much to do.</summary>
    public const string Throttling = "Step.THROTTLING";

    /// <summary>The job was lost; no fault of its program.</summary>
    public const string JobInternalError = "SageMaker.JOB_INTERNAL_ERROR";

    /// <summary>There was no machine for the job.</summary>
    public const string CapacityError = "SageMaker.CAPACITY_ERROR";

    /// <summary>There were as many jobs as there may be.</summary>
    public const string ResourceLimit = "SageMaker.RESOURCE_LIMIT";

    /// <summary>Raised while a step calls a service, whatever the step is.</summary>
    public static ValueList<string> Step { get; } = [ServiceFault, Throttling];

    /// <summary>Also raised by jobs of SageMaker.</summary>
    public static ValueList<string> Job { get; } = [.. Step, JobInternalError, CapacityError, ResourceLimit];

    /// <summary>All there are; EMR has one of its own.</summary>
    public static ValueList<string> All { get; } = [.. Job, "Emr.RESOURCE_LIMIT"];
}
