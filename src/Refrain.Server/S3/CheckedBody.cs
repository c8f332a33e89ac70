using System.Security.Cryptography;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>
/// Hands a body on while computing the checksums that came with it, in headers or in the trailer, and does not end unless they fit. So a store that reads to the
/// end has what the client meant to send.
/// </summary>
internal sealed class CheckedBody : ReadOnlyStream
{
    private const int Md5Bytes = 16;

    private readonly Stream body;
    private readonly Func<string, string?> header;
    private readonly List<S3Checksum> announced;
    private readonly S3Checksum? wanted;
    private readonly IncrementalHash? md5;
    private bool ended;

    /// <summary>Begins to read.</summary>
    /// <param name="body">The body without frames.</param>
    /// <param name="header">The request's headers.</param>
    /// <param name="wanted">A checksum that is to be known, whether the client sent it or not; null: none.</param>
    public CheckedBody(Stream body, Func<string, string?> header, ChecksumAlgorithm? wanted = null)
    {
        (this.body, this.header) = (body, header);
        announced = Enum.GetValues<ChecksumAlgorithm>().Where(IsAnnounced).Select(algorithm => new S3Checksum(algorithm)).ToList();
        this.wanted = wanted is { } one ? announced.FirstOrDefault(checksum => checksum.Algorithm == one) ?? new S3Checksum(one) : announced.FirstOrDefault();
        md5 = header("Content-MD5") is { } given ? CreateMd5(given) : null;
    }

    /// <summary>The checksums that were compared, as headers for the answer; complete once the body has ended.</summary>
    public IEnumerable<SigV4Header> Compared => announced.Select(checksum => new SigV4Header(S3Checksum.HeaderName(checksum.Algorithm), checksum.Finish()));

    /// <summary>The checksum that was wanted, otherwise the one that came along; null when there was none. Complete once the body has ended.</summary>
    public ObjectChecksum? Checksum => wanted is null ? null : new ObjectChecksum(S3Checksum.Name(wanted.Algorithm), wanted.Finish(), IsOfParts: false);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ended || buffer.IsEmpty)
        {
            return 0;
        }

        var count = await body.ReadAsync(buffer, cancellationToken);
        foreach (var checksum in announced)
        {
            checksum.Append(buffer.Span[..count]);
        }

        if (wanted is not null && !announced.Contains(wanted))
        {
            wanted.Append(buffer.Span[..count]);
        }

        md5?.AppendData(buffer.Span[..count]);
        if (count == 0)
        {
            Compare();
            ended = true;
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            announced.ForEach(checksum => checksum.Dispose());
            wanted?.Dispose();
            md5?.Dispose();
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "Content-MD5 is what older clients send to find damage on the way; nothing is kept secret by it.")]
    private static IncrementalHash CreateMd5(string given) =>
        Convert.TryFromBase64String(given, new byte[given.Length], out var count) && count == Md5Bytes
            ? IncrementalHash.CreateHash(HashAlgorithmName.MD5)
            : throw new Http.WireErrorException("InvalidDigest", 400, $"The Content-MD5 you specified is not valid: '{given}' is not the base64 of {Md5Bytes} bytes.");

    private bool IsAnnounced(ChecksumAlgorithm algorithm)
    {
        var name = S3Checksum.HeaderName(algorithm);
        if (header(name) is { } value)
        {
            return S3Checksum.IsValue(algorithm, value) ? true : throw new Http.WireErrorException("InvalidRequest", 400, $"Value for {name} header is invalid: '{value}'.");
        }

        return header("x-amz-trailer")?.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase) ?? false;
    }

    private void Compare()
    {
        foreach (var checksum in announced)
        {
            var name = S3Checksum.HeaderName(checksum.Algorithm);
            var expected = header(name) ?? Trailer(name);
            if (expected != checksum.Finish())
            {
                throw BadDigest($"{name} is {expected ?? "missing in the trailer"}, but the bytes give {checksum.Finish()}");
            }
        }

        if (md5 is not null && Convert.ToBase64String(md5.GetCurrentHash()) is var actual && actual != header("Content-MD5"))
        {
            throw BadDigest($"Content-MD5 is {header("Content-MD5")}, but the bytes give {actual}");
        }
    }

    private string? Trailer(string name) =>
        (body as AwsChunkedStream)?.Trailers.Where(trailer => trailer.Name == name).Select(trailer => trailer.Value).FirstOrDefault();

    private static S3BodyException BadDigest(string problem) => new("BadDigest", 400, $"The checksum you specified did not match what was received: {problem}.");
}
