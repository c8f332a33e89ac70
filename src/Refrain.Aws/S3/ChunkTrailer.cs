using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.S3;

/// <summary>The header lines after the last chunk, and their signature.</summary>
internal static class ChunkTrailer
{
    private const int MaxTrailers = 16;
    private const string SignatureName = "x-amz-trailer-signature";

    public static async ValueTask<IReadOnlyList<SigV4Header>> ReadAsync(
        ChunkLineReader body, PayloadPromise.SignedChunks? signed, CancellationToken cancellationToken)
    {
        var trailers = new List<SigV4Header>();
        string? signature = null;
        while (await body.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var trailer = Parse(line);
            if (trailer.Name is SignatureName)
            {
                signature = trailer.Value;
            }
            else if (trailers.Count < MaxTrailers)
            {
                trailers.Add(trailer);
            }
            else
            {
                throw S3BodyException.Malformed($"An aws-chunked body may have {MaxTrailers} trailing headers at most.");
            }
        }

        Check(trailers, signature, signed);
        return trailers;
    }

    private static SigV4Header Parse(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new(line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim())
            : throw S3BodyException.Malformed($"A trailing header must read 'name:value', but found '{ChunkLineReader.Shown(line)}'.");
    }

    private static void Check(List<SigV4Header> trailers, string? signature, PayloadPromise.SignedChunks? signed)
    {
        if (signed is { HasTrailer: false } && trailers.Count > 0)
        {
            throw S3BodyException.Malformed($"Trailing headers need {PayloadHash.SignedChunksTrailer} in x-amz-content-sha256.");
        }

        if (signed is not { HasTrailer: true })
        {
            return;
        }

        var lines = string.Concat(trailers.Select(t => $"{t.Name}:{t.Value}\n"));
        var expected = signed.Signer.SignTrailer(PayloadHash.Of(Encoding.UTF8.GetBytes(lines)));
        if (!SigningKey.AreEqual(expected, signature ?? ""))
        {
            throw new S3BodyException(
                "SignatureDoesNotMatch", 403, $"The {SignatureName} does not match the trailing headers.");
        }
    }
}
