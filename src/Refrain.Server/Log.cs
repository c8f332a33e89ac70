namespace Refrain.Server;

/// <summary>Everything the front doors say. Event ids 5000 to 5999.</summary>
internal static partial class Log
{
    private static readonly Func<ILogger, string, IDisposable?> Request = LoggerMessage.DefineScope<string>("request {RequestId}");

    /// <summary>Puts the request's id beside everything that is logged for it.</summary>
    public static IDisposable? OfRequest(this ILogger logger, string requestId) => Request(logger, requestId);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "{RequestId} {Operation} by {Caller}")]
    public static partial void Asked(this ILogger logger, string requestId, string operation, string caller);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "{RequestId} refused: {Code}: {Reason}")]
    public static partial void Refused(this ILogger logger, string requestId, string code, string reason);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Information, Message = "{RequestId} could not be served: {Reason}")]
    public static partial void Unavailable(this ILogger logger, string requestId, string reason);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Error, Message = "{RequestId} met a bug of Refrain's")]
    public static partial void Bug(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(EventId = 5005, Level = LogLevel.Warning, Message = "{RequestId} broke off in the middle of its answer: {Reason}")]
    public static partial void BrokeOff(this ILogger logger, string requestId, string reason);

    [LoggerMessage(EventId = 5006, Level = LogLevel.Warning, Message = "Signatures are not verified: everybody who reaches {Endpoint} may do everything")]
    public static partial void AnyCredentials(this ILogger logger, Uri endpoint);

    [LoggerMessage(EventId = 5007, Level = LogLevel.Information, Message = "{RequestId} s3 {Method} {Path} by {Caller}")]
    public static partial void AskedS3(this ILogger logger, string requestId, string method, string path, string caller);

    [LoggerMessage(EventId = 5010, Level = LogLevel.Warning, Message = "{RequestId} {Action} was done and is not in the audit log: {Reason}")]
    public static partial void NotAudited(this ILogger logger, string requestId, string action, string reason);
}
