using System.Globalization;
using System.Security.Cryptography;

namespace Refrain.Aws.S3;

/// <summary>A part as the service has it; its ETag without quotes.</summary>
public sealed record StoredPart(int PartNumber, long Size, string ETag, string? Checksum);

/// <summary>The rules by which parts become an object (Amazon S3 API Reference, CompleteMultipartUpload; user guide, "Checking object integrity").</summary>
public static class MultipartUpload
{
    /// <summary>The least that every part but the last must hold.</summary>
    public const long MinPartBytes = 5L << 20;

    /// <summary>Insists that the parts a client names are there, in order, and large enough.</summary>
    /// <param name="asked">What the client names.</param>
    /// <param name="stored">What there is, by number.</param>
    /// <param name="algorithm">The upload's algorithm.</param>
    /// <returns>The parts of the object to be.</returns>
    /// <exception cref="S3BodyException">InvalidPartOrder, InvalidPart or EntityTooSmall.</exception>
    public static IReadOnlyList<StoredPart> Choose(
        IReadOnlyList<CompletedPart> asked, IReadOnlyDictionary<int, StoredPart> stored, ChecksumAlgorithm? algorithm)
    {
        var chosen = new List<StoredPart>(asked.Count);
        foreach (var part in asked)
        {
            if (chosen is [.., var before] && before.PartNumber >= part.PartNumber)
            {
                throw Refuse("InvalidPartOrder", $"The list of parts was not in ascending order: {part.PartNumber} follows {before.PartNumber}.");
            }

            chosen.Add(Find(part, stored, algorithm));
        }

        return chosen.Take(chosen.Count - 1).FirstOrDefault(part => part.Size < MinPartBytes) is { } small
            ? throw Refuse("EntityTooSmall", $"Part {small.PartNumber} has {small.Size} bytes; every part but the last needs {MinPartBytes} or more.")
            : chosen;
    }

    /// <summary>The ETag of an object in parts: the MD5 of their MD5s, and how many they are. No quotes.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "S3 defines the ETag so; nothing is kept secret by it.")]
    public static string ETag(IReadOnlyCollection<string> partETags)
    {
        var digests = partETags.SelectMany(Convert.FromHexString).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(MD5.HashData(digests))}-{partETags.Count}");
    }

    /// <summary>The checksum of parts' checksums, and how many they are.</summary>
    public static string ChecksumOfParts(ChecksumAlgorithm algorithm, IReadOnlyCollection<string> checksums) =>
        string.Create(CultureInfo.InvariantCulture, $"{S3Checksum.Of(algorithm, checksums.SelectMany(Convert.FromBase64String).ToArray())}-{checksums.Count}");

    /// <summary>Whether an upload's checksum is one of its parts' checksums, given what the client asked for.</summary>
    /// <param name="algorithm">The upload's algorithm.</param>
    /// <param name="type"><c>COMPOSITE</c>, <c>FULL_OBJECT</c>, or null for the algorithm's own.</param>
    /// <exception cref="S3BodyException">InvalidRequest: the algorithm has no such checksum.</exception>
    public static bool IsChecksumOfParts(ChecksumAlgorithm algorithm, string? type)
    {
        var name = S3Checksum.Name(algorithm);
        return (type?.ToUpperInvariant(), algorithm) switch
        {
            (null, _) => algorithm != ChecksumAlgorithm.Crc64Nvme,
            ("COMPOSITE", not ChecksumAlgorithm.Crc64Nvme) => true,
            ("FULL_OBJECT", not (ChecksumAlgorithm.Sha1 or ChecksumAlgorithm.Sha256)) => false,
            _ => throw Refuse("InvalidRequest", $"The checksum type '{type}' cannot be used with the checksum algorithm {name}."),
        };
    }

    private static StoredPart Find(CompletedPart asked, IReadOnlyDictionary<int, StoredPart> stored, ChecksumAlgorithm? algorithm)
    {
        var part = stored.GetValueOrDefault(asked.PartNumber) ?? throw Refuse("InvalidPart", $"Part {asked.PartNumber} was not uploaded.");
        if (asked.ETag.Trim('"') != part.ETag)
        {
            throw Refuse("InvalidPart", $"Part {asked.PartNumber} has the ETag \"{part.ETag}\", not {asked.ETag}.");
        }

        return asked.Checksum is { } checksum && asked.Algorithm == algorithm && part.Checksum is { } known && checksum != known
            ? throw Refuse("InvalidPart", $"Part {asked.PartNumber} has the checksum {known}, not {checksum}.")
            : part;
    }

    private static S3BodyException Refuse(string code, string message) => new(code, 400, message);
}
