using System.Diagnostics;

namespace Refrain.Aws.SigV4;

/// <summary>Why a request was not believed. Each has a name in every protocol: <see cref="SigV4Errors.For"/>.</summary>
public enum SigV4Refusal
{
    /// <summary>The request carries no signature at all.</summary>
    MissingAuthenticationToken,

    /// <summary>The signature's parameters are missing, doubled, damaged or not of Signature Version 4.</summary>
    IncompleteSignature,

    /// <summary>As <see cref="IncompleteSignature"/>, in a presigned URL.</summary>
    IncompletePresignedUrl,

    /// <summary>Nobody has this access key id.</summary>
    UnknownAccessKey,

    /// <summary>The session token is missing, damaged, or another key's.</summary>
    InvalidToken,

    /// <summary>The session is over.</summary>
    ExpiredToken,

    /// <summary>The signature is not the one that the request and the secret give.</summary>
    InvalidSignature,

    /// <summary>The request's time is too far from ours.</summary>
    RequestTimeTooSkewed,

    /// <summary>A presigned URL past its X-Amz-Expires.</summary>
    PresignedUrlExpired,

    /// <summary>A header that changes the request's meaning is there but not signed.</summary>
    UnsignedHeader,

    /// <summary>The body is not the one that was signed.</summary>
    PayloadMismatch,
}

/// <summary>The three ways in which AWS services spell the code of an error.</summary>
public enum AwsErrorStyle
{
    /// <summary>JSON 1.0, 1.1 and REST-JSON services: SageMaker, SQS, Logs, Lambda.</summary>
    Json,

    /// <summary>Query services: STS, IAM.</summary>
    Query,

    /// <summary>S3.</summary>
    S3,
}

/// <summary>The wire names of refusals.</summary>
public static class SigV4Errors
{
    /// <summary>The error code and the HTTP status for a refusal.</summary>
    public static (string Code, int Status) For(SigV4Refusal refusal, AwsErrorStyle style) => style switch
    {
        AwsErrorStyle.Json => (JsonCode(refusal), 400),
        AwsErrorStyle.Query => QueryCode(refusal),
        AwsErrorStyle.S3 => S3Code(refusal),
        _ => throw new UnreachableException(),
    };

    private static string JsonCode(SigV4Refusal refusal) => refusal switch
    {
        SigV4Refusal.MissingAuthenticationToken => "MissingAuthenticationTokenException",
        SigV4Refusal.IncompleteSignature or SigV4Refusal.IncompletePresignedUrl => "IncompleteSignatureException",
        SigV4Refusal.UnsignedHeader => "IncompleteSignatureException",
        SigV4Refusal.UnknownAccessKey or SigV4Refusal.InvalidToken => "UnrecognizedClientException",
        SigV4Refusal.ExpiredToken => "ExpiredTokenException",
        _ => "InvalidSignatureException", // a wrong time, too: its message begins "Signature expired"
    };

    private static (string Code, int Status) QueryCode(SigV4Refusal refusal) => refusal switch
    {
        SigV4Refusal.MissingAuthenticationToken => ("MissingAuthenticationToken", 403),
        SigV4Refusal.IncompleteSignature or SigV4Refusal.IncompletePresignedUrl => ("IncompleteSignature", 400),
        SigV4Refusal.UnsignedHeader => ("IncompleteSignature", 400),
        SigV4Refusal.UnknownAccessKey or SigV4Refusal.InvalidToken => ("InvalidClientTokenId", 403),
        SigV4Refusal.ExpiredToken => ("ExpiredToken", 403),
        _ => ("SignatureDoesNotMatch", 403),
    };

    private static (string Code, int Status) S3Code(SigV4Refusal refusal) => refusal switch
    {
        SigV4Refusal.MissingAuthenticationToken => ("AccessDenied", 403),
        SigV4Refusal.IncompleteSignature => ("AuthorizationHeaderMalformed", 400),
        SigV4Refusal.IncompletePresignedUrl => ("AuthorizationQueryParametersError", 400),
        SigV4Refusal.UnknownAccessKey => ("InvalidAccessKeyId", 403),
        SigV4Refusal.InvalidToken => ("InvalidToken", 400),
        SigV4Refusal.ExpiredToken => ("ExpiredToken", 400),
        SigV4Refusal.InvalidSignature => ("SignatureDoesNotMatch", 403),
        SigV4Refusal.RequestTimeTooSkewed => ("RequestTimeTooSkewed", 403),
        SigV4Refusal.PresignedUrlExpired or SigV4Refusal.UnsignedHeader => ("AccessDenied", 403),
        SigV4Refusal.PayloadMismatch => ("XAmzContentSHA256Mismatch", 400),
        _ => throw new UnreachableException(),
    };
}
