using Microsoft.Extensions.Logging;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes;

/// <summary>What the runtimes log; event ids 3000 to 3999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Starting job supervisor {Program} for {DataDirectory}")]
    public static partial void SupervisorStarting(this ILogger logger, string program, string dataDirectory);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "Jobs are kept apart from the host by {Isolation}")]
    public static partial void SandboxChosen(this ILogger logger, string isolation);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Jobs are not kept apart from the host: {Because}")]
    public static partial void NoSandbox(this ILogger logger, string because);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "Job of step {Step} of execution {ExecutionId}, attempt {Attempt}, started, isolation {Isolation}")]
    public static partial void JobStarted(this ILogger logger, string executionId, string step, int attempt, string isolation);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Information, Message = "Job of step {Step} of execution {ExecutionId}, attempt {Attempt}, ended: {Outcome}")]
    public static partial void JobEnded(this ILogger logger, string executionId, string step, int attempt, JobOutcome outcome);
}
