using Microsoft.Extensions.Logging;
using Refrain.Core.Jobs;

namespace Refrain.Engine;

/// <summary>Everything the engine says. Event ids 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Execution {Execution} is being driven from event {Length}")]
    public static partial void SessionBegun(this ILogger logger, object execution, int length);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Execution {Execution} ended: {State}")]
    public static partial void ExecutionEnded(this ILogger logger, object execution, object state);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Information, Message = "Execution {Execution}: {Happened} {Step}")]
    public static partial void Happened(this ILogger logger, object execution, string happened, string step);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "Execution {Execution} is parked: a bug of Refrain's stops it, the others go on. Restarting the server tries it again.")]
    public static partial void ExecutionParked(this ILogger logger, Exception exception, object execution);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "Execution {Execution}: {Work} did not work out and is tried again in {DelaySeconds} s: {Reason}")]
    public static partial void WorkRetried(this ILogger logger, object execution, string work, double delaySeconds, string reason);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "Execution {Execution} cannot be recorded and waits {DelaySeconds} s: {Reason}")]
    public static partial void StoreUnavailable(this ILogger logger, object execution, double delaySeconds, string reason);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Warning, Message = "Execution {Execution}: {Work} is given up, the step's retry policies decide: {Reason}")]
    public static partial void WorkGivenUp(this ILogger logger, object execution, string work, string reason);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Warning, Message = "Step {Step} of execution {Execution} runs without isolation ({Isolation})")]
    public static partial void RunsWithoutIsolation(this ILogger logger, object execution, string step, string isolation);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Warning, Message = "Jobs that ended before this start may still hold space, and are looked for at the next one: {Reason}")]
    public static partial void LeftJobsUnknown(this ILogger logger, string reason);

    [LoggerMessage(EventId = 2009, Level = LogLevel.Information, Message = "Job {Job} ended before this start; what it left is freed")]
    public static partial void LeftJobForgotten(this ILogger logger, JobToken job);
}
