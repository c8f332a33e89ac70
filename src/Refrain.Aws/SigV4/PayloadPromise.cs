namespace Refrain.Aws.SigV4;

/// <summary>
/// What the signature says about a body that has not been read yet. Whoever reads the body must hold it to this:
/// <see cref="S3.S3Body.Open"/> does, for every case.
/// </summary>
public abstract record PayloadPromise
{
    private PayloadPromise()
    {
    }

    /// <summary>The SHA-256 of the body is this (lower-case hex).</summary>
    public sealed record Hash(string Sha256) : PayloadPromise;

    /// <summary>The caller gave the hash of the body when it asked, and it was the signed one: nothing is left to do.</summary>
    public sealed record Kept : PayloadPromise;

    /// <summary>Nothing is promised; the body is as it comes.</summary>
    public sealed record Unsigned : PayloadPromise;

    /// <summary>The body is aws-chunked without signatures; a trailer carries a checksum.</summary>
    public sealed record UnsignedChunks : PayloadPromise;

    /// <summary>The body is aws-chunked; each chunk's signature continues from the request's own.</summary>
    public sealed record SignedChunks(ChunkSigner Signer, bool HasTrailer) : PayloadPromise;
}
