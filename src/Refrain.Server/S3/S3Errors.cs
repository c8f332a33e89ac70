using Refrain.Engine.Ports;
using Refrain.Server.Http;

namespace Refrain.Server.S3;

/// <summary>The errors of S3 that this door gives itself: code, status, text (Amazon S3 API Reference, "Error responses").</summary>
internal static class S3Errors
{
    public static WireErrorException NoSuchBucket(string bucket) => new("NoSuchBucket", 404, $"The specified bucket does not exist: '{bucket}'.");

    public static WireErrorException NoSuchKey(string key) => new("NoSuchKey", 404, $"The specified key does not exist: '{key}'.");

    public static WireErrorException BucketAlreadyOwnedByYou(string bucket) =>
        new("BucketAlreadyOwnedByYou", 409, $"Your previous request to create the bucket '{bucket}' succeeded and you already own it.");

    public static WireErrorException BucketNotEmpty(string bucket) =>
        new("BucketNotEmpty", 409, $"The bucket you tried to delete is not empty: '{bucket}'. Delete its objects first.");

    public static WireErrorException NoSuchUpload(string id) =>
        new("NoSuchUpload", 404, $"The specified upload does not exist: '{id}'. The upload ID may be invalid, or the upload may have been aborted or completed.");

    public static WireErrorException NoSuchVersion(string id) =>
        new("NoSuchVersion", 404, $"The specified version does not exist: '{id}'. Buckets here keep one version of each object, null.");

    public static WireErrorException AccessDenied(string problem) => new("AccessDenied", 403, $"Access Denied: {problem}");

    public static WireErrorException AclsAreOff() =>
        new("AccessControlListNotSupported", 400, "The bucket does not allow ACLs: everything belongs to the account of the server's keys.");

    public static WireErrorException InvalidRequest(string problem) => new("InvalidRequest", 400, problem);

    /// <summary>Why a write came to nothing.</summary>
    public static WireErrorException Of(WriteRefusal refusal, S3Call call) => refusal switch
    {
        WriteRefusal.NoBucket => NoSuchBucket(call.Bucket),
        WriteRefusal.NoKey => NoSuchKey(call.Key),
        WriteRefusal.NoUpload => NoSuchUpload(call.Parameter("uploadId") ?? ""),
        WriteRefusal.Condition => PreconditionFailed(call.Header("If-Match") is null ? "If-None-Match" : "If-Match"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static WireErrorException InvalidBucketName(string problem) => new("InvalidBucketName", 400, problem);

    public static WireErrorException InvalidKey(string problem) =>
        problem.Contains("1024", StringComparison.Ordinal) ? new("KeyTooLongError", 400, problem) : new("InvalidArgument", 400, problem);

    public static WireErrorException InvalidArgument(string problem) => new("InvalidArgument", 400, problem);

    public static WireErrorException InvalidRange(string range, long size) =>
        new("InvalidRange", 416, $"The requested range '{range}' cannot be satisfied: the object has {size} bytes.");

    public static WireErrorException PreconditionFailed(string header) => new("PreconditionFailed", 412, $"The precondition {header} does not hold.");

    public static WireErrorException MissingContentLength() => new("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");

    public static WireErrorException NotOffered(string what) => new("NotImplemented", 501, $"Refrain's S3 does not offer {what}.");

    public static WireErrorException EntityTooLarge(int limit) => new("EntityTooLarge", 400, $"The document is larger than {limit} bytes.");
}
