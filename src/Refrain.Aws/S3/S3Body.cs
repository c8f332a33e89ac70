using Refrain.Aws.SigV4;

namespace Refrain.Aws.S3;

/// <summary>Opens request bodies so that they cannot be read to the end without having been what was promised.</summary>
public static class S3Body
{
    /// <summary>
    /// Wraps a body. Reading the result gives the object's bytes (aws-chunked framing is taken off); it throws
    /// <see cref="S3BodyException"/> instead of ending when the promise was broken. Bytes are handed out before the
    /// check is complete, so keep nothing until the end was reached.
    /// </summary>
    /// <param name="body">The body as it comes; it stays open when the result is disposed.</param>
    /// <param name="promise">From <see cref="SigV4Verification.Verified"/>, or <see cref="PromiseUnverified"/>.</param>
    /// <param name="decodedLength">The header <c>x-amz-decoded-content-length</c>, if sent; used for aws-chunked only.</param>
    public static Stream Open(Stream body, PayloadPromise promise, long? decodedLength) => promise switch
    {
        PayloadPromise.Hash hash => new HashCheckedStream(body, hash.Sha256),
        PayloadPromise.UnsignedChunks => new AwsChunkedStream(body, decodedLength),
        PayloadPromise.SignedChunks signed => new AwsChunkedStream(body, decodedLength, signed),
        _ => body,
    };

    /// <summary>
    /// The promise of a request whose signature nobody verifies, from its <c>x-amz-content-sha256</c> header: frames
    /// must be taken off there too, and a stated hash is still a checksum.
    /// </summary>
    public static PayloadPromise PromiseUnverified(string? contentSha256) => contentSha256 switch
    {
        { } text when PayloadHash.IsHash(text) => new PayloadPromise.Hash(text),
        { } text when text.StartsWith("STREAMING-", StringComparison.Ordinal) => new PayloadPromise.UnsignedChunks(),
        _ => new PayloadPromise.Unsigned(),
    };
}
