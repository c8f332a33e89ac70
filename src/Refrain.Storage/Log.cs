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

    [LoggerMessage(EventId = 4004, Level = LogLevel.Information, Message = "The database of before the migration is kept as {File}; remove it when all is well")]
    public static partial void KeptCopy(this ILogger logger, string file);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Warning, Message = "A backup lacks {Count} blobs: the data folder has lost them; 'refrain backup --verify' names them")]
    public static partial void BackupLacksBlobs(this ILogger logger, int count);
}
