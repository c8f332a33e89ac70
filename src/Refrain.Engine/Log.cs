using Microsoft.Extensions.Logging;

namespace Refrain.Engine;

/// <summary>Everything the engine says. Event ids 2000 to 2999.</summary>
internal static partial class Log
{
    private static readonly Func<ILogger, object, string, int, IDisposable?> Step =
        LoggerMessage.DefineScope<object, string, int>("execution {Execution}, step {Step}, attempt {Attempt}");

    /// <summary>Puts the step's attempt beside everything that is logged for it, here and in the rooms that it calls.</summary>
    public static IDisposable? OfStep(this ILogger logger, object execution, string step, int attempt) => Step(logger, execution, step, attempt);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Execution {Execution} is being driven from event {Length}")]
    public static partial void SessionBegun(this ILogger logger, object execution, int length);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Execution {Execution} ended: {State}")]
    public static partial void ExecutionEnded(this ILogger logger, object execution, object state);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Information, Message = "Step {Step} of execution {Execution}, attempt {Attempt}: {Observed}")]
    public static partial void Observed(this ILogger logger, object execution, string step, int attempt, string observed);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "Execution {Execution} is parked: a bug of Refrain's stops it, the others go on. Restarting the server tries it again.")]
    public static partial void ExecutionParked(this ILogger logger, Exception exception, object execution);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "{Reason} First met by {Owner}, {Work}. What meets it waits and is tried again; it is told once, and when it is over.")]
    public static partial void FaultMet(this ILogger logger, string reason, string owner, string work);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Debug, Message = "{Owner}, {Work} meets it too, or still: {Reason}")]
    public static partial void FaultMetAgain(this ILogger logger, string reason, string owner, string work);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Warning, Message = "What the job of step {Step} of execution {ExecutionId}, attempt {Attempt}, left cannot be freed now, the next start of the server does it: {Reason}")]
    public static partial void JobNotForgotten(this ILogger logger, string executionId, string step, int attempt, string reason);

    [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "Over, and going on: {Reason}")]
    public static partial void FaultOver(this ILogger logger, string reason);

    [LoggerMessage(EventId = 2013, Level = LogLevel.Warning, Message = "{Work} of step {Step} of execution {Execution}, attempt {Attempt}, is given up, the step's retry policies decide: {Reason}")]
    public static partial void WorkGivenUp(this ILogger logger, string work, string reason, object execution, string step, int attempt);

    [LoggerMessage(EventId = 2020, Level = LogLevel.Information, Message = "Garbage collected: {Executions} executions, logs of {Logs} executions, {Blobs} blobs with {Bytes} bytes")]
    public static partial void GarbageCollected(this ILogger logger, int executions, int logs, int blobs, long bytes);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Warning, Message = "Garbage cannot be collected, it is tried again every {Hours} h: {Reason}")]
    public static partial void GarbageNotCollected(this ILogger logger, double hours, string reason);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Warning, Message = "Step {Step} of execution {Execution} runs without isolation ({Isolation})")]
    public static partial void RunsWithoutIsolation(this ILogger logger, object execution, string step, string isolation);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Warning, Message = "Jobs that ended before this start may still hold space, and are looked for at the next one: {Reason}")]
    public static partial void LeftJobsUnknown(this ILogger logger, string reason);

    [LoggerMessage(EventId = 2009, Level = LogLevel.Information, Message = "The job of step {Step} of execution {ExecutionId}, attempt {Attempt}, ended before this start; what it left is freed")]
    public static partial void LeftJobForgotten(this ILogger logger, string executionId, string step, int attempt);
}
