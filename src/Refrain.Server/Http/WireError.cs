using Refrain.Aws.Query;
using Refrain.Aws.S3;
using Refrain.Core;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Server.S3;
using Refrain.Server.SageMaker;
using Refrain.Storage.Backups;
using Refrain.Storage.Objects;
using Refrain.Storage.Sql;

namespace Refrain.Server.Http;

/// <summary>Whose fault an error is.</summary>
internal enum Fault
{
    /// <summary>The caller's.</summary>
    Caller,

    /// <summary>The world's: disk, file system.</summary>
    World,

    /// <summary>Ours.</summary>
    Bug,
}

/// <summary>What an exception becomes on the wire.</summary>
internal sealed record WireError(string Code, int Status, string Message, Fault Fault)
{
    /// <summary>The answer to a request that met this exception at this door.</summary>
    public static WireError Of(Exception exception, Door door, string requestId) => exception switch
    {
        WireErrorException refused => new WireError(refused.Code, refused.Status, refused.Message, Fault.Caller),
        RefusalException refused => OfRefusal(refused.Kind, refused.Message, door),
        ExecutionGoneException gone => OfRefusal(RefusalKind.NotFound, gone.Message, door),
        PipelineGoneException gone => OfRefusal(RefusalKind.NotFound, gone.Message, door),
        ReferenceGoneException gone => OfRefusal(RefusalKind.Invalid, gone.Message, door),
        BadCursorException cursor => OfRefusal(RefusalKind.Invalid, cursor.Message, door),
        BackupException backup => OfRefusal(RefusalKind.Invalid, backup.Message, door),
        S3BodyException body => new WireError(body.Code, body.Status, body.Message, Fault.Caller),
        BadBucketNameException name => OfS3(S3Errors.InvalidBucketName(name.Message)),
        BadObjectKeyException key => OfS3(S3Errors.InvalidKey(key.Message)),
        QueryFormException form => new WireError("MalformedQueryString", 400, form.Message, Fault.Caller),
        BadHttpRequestException bad => new WireError(door == Door.S3 ? "InvalidRequest" : "ValidationException", bad.StatusCode, bad.Message, Fault.Caller),
        IOException or UnauthorizedAccessException => new WireError("ServiceUnavailable", 503, exception.Message, Fault.World),
        _ => new WireError(
            door == Door.S3 ? "InternalError" : "InternalFailure", 500, $"A bug of Refrain's got in the way. The server's log tells more; look for {requestId}.", Fault.Bug),
    };

    private static WireError OfRefusal(RefusalKind kind, string message, Door door)
    {
        var (type, status) = AwsErrors.For(kind);
        if (door == Door.Query)
        {
            type = kind == RefusalKind.Invalid ? "ValidationError" : type.Replace("Exception", "", StringComparison.Ordinal); // so query services spell theirs
        }

        return new WireError(type, door == Door.Api && kind == RefusalKind.NotFound ? 404 : status, message, Fault.Caller);
    }

    private static WireError OfS3(WireErrorException error) => new(error.Code, error.Status, error.Message, Fault.Caller);
}
