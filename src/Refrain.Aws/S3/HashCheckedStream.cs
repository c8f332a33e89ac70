using System.Security.Cryptography;

namespace Refrain.Aws.S3;

/// <summary>Hands a body on and, at its end, insists that its SHA-256 is the one that was signed.</summary>
internal sealed class HashCheckedStream(Stream body, string expectedSha256) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var count = await body.ReadAsync(buffer, cancellationToken);
        if (count > 0)
        {
            _hash.AppendData(buffer.Span[..count]);
            return count;
        }

        var actual = Convert.ToHexStringLower(_hash.GetCurrentHash());
        if (actual != expectedSha256)
        {
            throw new S3BodyException(
                "XAmzContentSHA256Mismatch", 400, $"The signed SHA-256 of the body is {expectedSha256}, but its bytes give {actual}.");
        }

        _ended = true;
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
