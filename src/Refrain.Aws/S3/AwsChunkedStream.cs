using System.Security.Cryptography;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.S3;

/// <summary>
/// Takes the frames off an aws-chunked body: <c>HEX[;chunk-signature=..]\r\n BYTES \r\n ... 0\r\n name:value\r\n \r\n</c>.
/// Rules: Amazon S3 API Reference, "Transferring payload in multiple chunks" and "Including trailing headers".
/// A chunk's signature is checked when its last byte was read, so keep nothing until the stream has ended.
/// </summary>
public sealed class AwsChunkedStream : ReadOnlyStream
{
    private const long MaxChunkLength = 5L << 30; // more than S3 takes in one request
    private const string SignaturePrefix = "chunk-signature=";

    private readonly ChunkLineReader _body;
    private readonly long? _decodedLength;
    private readonly PayloadPromise.SignedChunks? _signed;
    private readonly IncrementalHash? _chunkHash;
    private string _chunkSignature = "";
    private long _leftInChunk;
    private long _total;
    private bool _inChunk;
    private bool _ended;

    /// <summary>Begins to decode.</summary>
    /// <param name="body">The framed bytes; left open.</param>
    /// <param name="decodedLength">How many bytes must come out, if the request said so.</param>
    /// <param name="signed">The signatures to check; null to ignore them if there are any.</param>
    public AwsChunkedStream(Stream body, long? decodedLength, PayloadPromise.SignedChunks? signed = null)
    {
        _body = new ChunkLineReader(body);
        _decodedLength = decodedLength;
        _signed = signed;
        _chunkHash = signed is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    /// <summary>
    /// What followed the last chunk, names in lower case, without the trailer's signature. Complete once the stream
    /// has ended. Comparing a checksum in it with the bytes is the reader's part: <see cref="S3Checksum"/>.
    /// </summary>
    public IReadOnlyList<SigV4Header> Trailers { get; private set; } = [];

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        if (!_inChunk && !await BeginChunkAsync(cancellationToken))
        {
            await EndAsync(cancellationToken);
            return 0;
        }

        var count = await _body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _leftInChunk)], cancellationToken);
        if (count == 0)
        {
            throw S3BodyException.Incomplete($"The body ended {_leftInChunk} bytes before the end of a chunk.");
        }

        _chunkHash?.AppendData(buffer.Span[..count]);
        _total += count;
        _leftInChunk -= count;
        if (_leftInChunk == 0)
        {
            await _body.SkipLineEndAsync(cancellationToken);
            CheckChunk();
            _inChunk = false;
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _chunkHash?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads the line before a chunk; false when it was the last, empty one.</summary>
    private async ValueTask<bool> BeginChunkAsync(CancellationToken cancellationToken)
    {
        var line = await _body.ReadLineAsync(cancellationToken);
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var length = ChunkLineReader.ParseLength(semicolon < 0 ? line : line[..semicolon]);
        if (length is not (>= 0 and <= MaxChunkLength))
        {
            throw S3BodyException.Malformed($"A chunk of an aws-chunked body must begin with its length in hex, but found '{ChunkLineReader.Shown(line)}'.");
        }

        if (_total + length > _decodedLength)
        {
            throw S3BodyException.Malformed($"The body holds more than the {_decodedLength} bytes of x-amz-decoded-content-length.");
        }

        var extension = semicolon < 0 ? "" : line[(semicolon + 1)..].Trim();
        _chunkSignature = extension.StartsWith(SignaturePrefix, StringComparison.Ordinal) ? extension[SignaturePrefix.Length..] : "";
        _leftInChunk = length.Value;
        _inChunk = length > 0;
        return _inChunk;
    }

    private void CheckChunk()
    {
        if (_signed is null || _chunkHash is null)
        {
            return;
        }

        var expected = _signed.Signer.SignChunk(Convert.ToHexStringLower(_chunkHash.GetHashAndReset()));
        if (!SigningKey.AreEqual(expected, _chunkSignature))
        {
            throw new S3BodyException(
                "SignatureDoesNotMatch", 403, $"The chunk signature does not match the chunk that ends at byte {_total} of the object.");
        }
    }

    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        CheckChunk();
        if (_decodedLength is { } expected && expected != _total)
        {
            throw S3BodyException.Incomplete($"The body holds {_total} bytes where x-amz-decoded-content-length says {expected}.");
        }

        Trailers = await ChunkTrailer.ReadAsync(_body, _signed, cancellationToken);
        await _body.ExpectEndAsync(cancellationToken);
        _ended = true;
    }
}
