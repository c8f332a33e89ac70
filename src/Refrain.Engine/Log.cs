using Microsoft.Extensions.Logging;

namespace Refrain.Engine;

/// <summary>Everything the engine says. Event ids 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Execution {Execution} is being driven from event {Length}")]
    public static partial void SessionBegun(this ILogger logger, object execution, int length);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Execution {Execution} ended: {State}")]
    public static partial void ExecutionEnded(this ILogger logger, object execution, object state);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Information, Message = "Step {Step} of execution {Execution}, attempt {Attempt}: {Observed}")]
    public static partial void Observed(this ILogger logger, object execution, string step, int attempt, string observed);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "Execution {Execution} is parked: a bug of Refrain's stops it, the others go on. Restarting the server tries it again.")]
    public static partial void ExecutionParked(this ILogger logger, Exception exception, object execution);

    [LoggerMessage(EventId = 2005, Message = "Step {Step} of execution {Execution}, attempt {Attempt}: {Work} did not work out and is tried again until it does: {Reason}")]
    public static partial void WorkRetried(this ILogger logger, LogLevel level, object execution, string step, int attempt, string work, string reason);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Information, Message = "Step {Step} of execution {Execution}, attempt {Attempt}: {Work} worked out after {Tries} tries")]
    public static partial void WorkRecovered(this ILogger logger, object execution, string step, int attempt, string work, int tries);

    [LoggerMessage(EventId = 2009, Level = LogLevel.Warning, Message = "What is left of step {Step} of execution {Execution}, attempt {Attempt}, was not cleared away: {Reason}")]
    public static partial void NotForgotten(this ILogger logger, string execution, string step, int attempt, string reason);

    [LoggerMessage(EventId = 2006, Message = "Execution {Execution} cannot be recorded and waits until it can: {Reason}")]
    public static partial void StoreUnavailable(this ILogger logger, LogLevel level, object execution, string reason);

    [LoggerMessage(EventId = 2020, Level = LogLevel.Information, Message = "Garbage collected: {Executions} executions, logs of {Logs} executions, {Blobs} blobs with {Bytes} bytes")]
    public static partial void GarbageCollected(this ILogger logger, int executions, int logs, int blobs, long bytes);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Warning, Message = "Garbage cannot be collected, it is tried again every {Hours} h: {Reason}")]
    public static partial void GarbageNotCollected(this ILogger logger, double hours, string reason);
}
