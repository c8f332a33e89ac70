namespace Refrain.Aws.SigV4;

/// <summary>
/// Signs the chunks of one aws-chunked body. Each signature covers the one before it, the first covers the
/// request's. Rules: Amazon S3 API Reference, "Transferring payload in multiple chunks". Used for one body only.
/// </summary>
public sealed class ChunkSigner
{
    private readonly byte[] _signingKey;
    private readonly string _timestamp;
    private readonly string _scope;
    private string _previous;

    internal ChunkSigner(byte[] signingKey, string timestamp, CredentialScope scope, string seedSignature)
    {
        _signingKey = signingKey;
        _timestamp = timestamp;
        _scope = scope.Text;
        _previous = seedSignature;
    }

    /// <summary>The signature of the next chunk, given the hex SHA-256 of its bytes.</summary>
    public string SignChunk(string chunkSha256) =>
        Next($"AWS4-HMAC-SHA256-PAYLOAD\n{_timestamp}\n{_scope}\n{_previous}\n{PayloadHash.Empty}\n{chunkSha256}");

    /// <summary>The signature of the trailer, given the hex SHA-256 of its lines (<c>name:value\n</c> each).</summary>
    public string SignTrailer(string trailerSha256) =>
        Next($"AWS4-HMAC-SHA256-TRAILER\n{_timestamp}\n{_scope}\n{_previous}\n{trailerSha256}");

    private string Next(string text) => _previous = SigningKey.Sign(_signingKey, text);
}
