using Refrain.Core.Jobs;
using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>Whether a failed attempt is followed by another one, and when (spec 04, 3). All it goes by stands in the history, so every process decides the same.</summary>
public static class RetrySchedule
{
    /// <summary>What the service does of itself for faults of its own, unless a policy says otherwise: five more attempts, the first after a second.</summary>
    private static readonly RetryPolicy Unasked =
        new(RetriedExceptions.Step, RetryPolicy.DefaultIntervalSeconds, RetryPolicy.DefaultBackoffRate, RetryPolicy.DefaultMaxAttempts, ExpireAfterMin: null);

    /// <summary>A rate is any number, so a wait would grow beyond all bounds: none is longer than the longest span in which a policy may retry.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(Limits.Default.RetryExpireAfterMinutes);

    /// <summary>The exception that the end of a job raises; null for what the user, or the program, is to blame for: that is never retried.</summary>
    public static string? Raised(JobOutcome outcome) => outcome is JobOutcome.Lost ? RetriedExceptions.JobInternalError : null;

    /// <summary>The exception that a fault of the world raises.</summary>
    public static string Raised(StepFault fault) => fault switch
    {
        StepFault.Service => RetriedExceptions.ServiceFault,
        StepFault.Throttling => RetriedExceptions.Throttling,
        StepFault.Capacity => RetriedExceptions.CapacityError,
        StepFault.ResourceLimit => RetriedExceptions.ResourceLimit,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>When the next attempt is due; null when there is none.</summary>
    /// <param name="step">The step.</param>
    /// <param name="exception">What ended the attempt.</param>
    /// <param name="spent">What ended the attempts before it that were followed by another one, since the step was started.</param>
    /// <param name="startedAt">When the step was started.</param>
    /// <param name="now">When the attempt ended.</param>
    public static DateTimeOffset? Next(StepDefinition step, string exception, ValueList<string> spent, DateTimeOffset startedAt, DateTimeOffset now)
    {
        if (PolicyFor(step, exception) is not { } policy)
        {
            return null;
        }

        var retries = spent.Count(one => PolicyFor(step, one) == policy);
        var until = now + Wait(policy, retries);
        var mayRetry = policy.ExpireAfterMin is { } minutes ? minutes > 0 && until <= startedAt.AddMinutes(minutes) : retries < policy.MaxAttempts;
        return mayRetry ? until : null;
    }

    // The first policy that names the exception, each with a count of its own. What a type is never retried for stays so whatever its policies say.
    private static RetryPolicy? PolicyFor(StepDefinition step, string exception) =>
        exception == RetriedExceptions.JobInternalError && step.Type.Name is "Tuning" or "AutoML" ? null
        : step.RetryPolicies.FirstOrDefault(policy => policy.ExceptionTypes.Contains(exception)) is { } own ? own
        : Unasked.ExceptionTypes.Contains(exception) ? Unasked
        : null;

    private static TimeSpan Wait(RetryPolicy policy, int retries)
    {
        var milliseconds = Math.Round(1000 * policy.IntervalSeconds * Math.Pow(policy.BackoffRate, retries));
        return milliseconds < LongestWait.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : LongestWait;
    }
}
