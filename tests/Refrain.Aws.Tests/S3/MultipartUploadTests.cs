using System.Security.Cryptography;
using Refrain.Aws.S3;

namespace Refrain.Aws.Tests.S3;

public sealed class MultipartUploadTests
{
    private const string Empty = "d41d8cd98f00b204e9800998ecf8427e";
    private const string A = "0cc175b9c0f1b6a831c399e269772661";

    private static readonly Dictionary<int, StoredPart> Stored = new()
    {
        [1] = new(1, MultipartUpload.MinPartBytes, A, "c1"),
        [2] = new(2, MultipartUpload.MinPartBytes - 1, Empty, null),
        [9] = new(9, 0, Empty, "c9"),
    };

    [Theory]
    [InlineData("1", "1")]
    [InlineData("1 2", "1 2")]
    [InlineData("1 9", "1 9")]
    [InlineData("9", "9")]
    [InlineData("2 9", "EntityTooSmall")]
    [InlineData("9 1", "InvalidPartOrder")]
    [InlineData("1 1", "InvalidPartOrder")]
    [InlineData("1 3", "InvalidPart")]
    public void Parts_are_chosen_by_the_rules_of_S3(string asked, string chosen) => Assert.Equal(chosen, Choose([.. asked.Split(' ').Select(int.Parse).Select(number => new CompletedPart(number, Stored.GetValueOrDefault(number)?.ETag ?? A))]));

    [Fact]
    public void A_part_is_named_by_its_ETag_with_or_without_quotes_and_by_its_checksum()
    {
        Assert.Equal("1", Choose([new CompletedPart(1, $"\"{A}\"")]));
        Assert.Equal("InvalidPart", Choose([new CompletedPart(1, Empty)]));
        Assert.Equal("1", Choose([new CompletedPart(1, A, ChecksumAlgorithm.Crc32, "c1")]));
        Assert.Equal("InvalidPart", Choose([new CompletedPart(1, A, ChecksumAlgorithm.Crc32, "other")]));
        Assert.Equal("1", Choose([new CompletedPart(1, A, ChecksumAlgorithm.Sha1, "of another algorithm")]));
    }

    [Fact]
    public void The_ETag_of_parts_is_the_MD5_of_their_MD5s_and_their_number()
    {
#pragma warning disable CA5351 // S3 defines it so
        var expected = Convert.ToHexStringLower(MD5.HashData([.. Convert.FromHexString(A), .. Convert.FromHexString(Empty)]));
#pragma warning restore CA5351

        Assert.Equal($"{expected}-2", MultipartUpload.ETag([A, Empty]));
    }

    [Fact]
    public void The_checksum_of_parts_is_that_of_their_checksums_and_their_number() =>
        Assert.Equal($"{S3Checksum.Of(ChecksumAlgorithm.Crc32, [0xcb, 0xf4, 0x39, 0x26, 0, 0, 0, 0])}-2", MultipartUpload.ChecksumOfParts(ChecksumAlgorithm.Crc32, ["y/Q5Jg==", "AAAAAA=="]));

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32, null, true)]
    [InlineData(ChecksumAlgorithm.Crc32, "full_object", false)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, null, false)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, "COMPOSITE", null)]
    [InlineData(ChecksumAlgorithm.Sha256, "COMPOSITE", true)]
    [InlineData(ChecksumAlgorithm.Sha256, "FULL_OBJECT", null)]
    [InlineData(ChecksumAlgorithm.Crc32C, "HALF", null)]
    public void Not_every_algorithm_has_every_type_of_checksum(ChecksumAlgorithm algorithm, string? type, bool? isOfParts)
    {
        if (isOfParts is { } expected)
        {
            Assert.Equal(expected, MultipartUpload.IsChecksumOfParts(algorithm, type));
        }
        else
        {
            Assert.Equal("InvalidRequest", Assert.Throws<S3BodyException>(() => MultipartUpload.IsChecksumOfParts(algorithm, type)).Code);
        }
    }

    [Theory]
    [InlineData("bucket/key", "bucket", "key", null)]
    [InlineData("/bucket/a%2Fb/c%20d+e%2B", "bucket", "a/b/c d e+", null)]
    [InlineData("bucket//odd?versionId=null", "bucket", "/odd", "null")]
    public void A_copy_source_is_read_with_and_without_its_slash(string header, string bucket, string key, string? version) =>
        Assert.Equal(new CopySource(bucket, key, version), CopySource.TryParse(header));

    [Theory]
    [InlineData("")]
    [InlineData("bucket")]
    [InlineData("/bucket/")]
    [InlineData("//key")]
    public void What_names_no_object_is_no_copy_source(string header) => Assert.Null(CopySource.TryParse(header));

    private static string Choose(IReadOnlyList<CompletedPart> asked)
    {
        try
        {
            return string.Join(' ', MultipartUpload.Choose(asked, Stored, ChecksumAlgorithm.Crc32).Select(part => part.PartNumber));
        }
        catch (S3BodyException refused)
        {
            return refused.Code;
        }
    }
}
