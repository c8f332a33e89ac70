using Microsoft.Extensions.Logging;

namespace Refrain.Storage;

/// <summary>What the stores tell an operator.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Database {File}: migrated to {Migration}")]
    public static partial void Migrated(this ILogger logger, string file, string migration);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "Removed {Count} unfinished uploads from {Directory}")]
    public static partial void RemovedUnfinishedUploads(this ILogger logger, int count, string directory);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Information, Message = "Forgot {Count} request tokens older than {Days} days")]
    public static partial void ForgotRequestTokens(this ILogger logger, int count, int days);
}
