using System.Text;
using Refrain.Aws.S3;

namespace Refrain.Aws.Tests.S3;

public sealed class ChecksumsTests
{
    /// <summary>The check values of the catalogue of CRC algorithms and of FIPS 180, over "123456789".</summary>
    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32, "CBF43926")]
    [InlineData(ChecksumAlgorithm.Crc32C, "E3069283")]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, "AE8B14860A799888")]
    [InlineData(ChecksumAlgorithm.Sha1, "F7C3BC1D808E04732ADF679965CCC34CA7AE3441")]
    [InlineData(ChecksumAlgorithm.Sha256, "15E2B0D3C33891EBB0F1EF609EC419420C20E320CE94C65FBC8C3312448EB225")]
    public void The_check_value_comes_out(ChecksumAlgorithm algorithm, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(Convert.FromBase64String(S3Checksum.Of(algorithm, "123456789"u8))));

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32)]
    [InlineData(ChecksumAlgorithm.Crc32C)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme)]
    public void Eight_bytes_at_a_time_give_what_one_at_a_time_gives(ChecksumAlgorithm algorithm)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500)));
        using var slow = new S3Checksum(algorithm);
        foreach (var one in bytes)
        {
            slow.Append([one]);
        }

        using var mixed = new S3Checksum(algorithm);
        mixed.Append(bytes.AsSpan(0, 13));
        mixed.Append(bytes.AsSpan(13));

        Assert.Equal(slow.Finish(), S3Checksum.Of(algorithm, bytes));
        Assert.Equal(slow.Finish(), mixed.Finish());
    }

    [Theory]
    [InlineData("CRC32", ChecksumAlgorithm.Crc32)]
    [InlineData("x-amz-checksum-crc32c", ChecksumAlgorithm.Crc32C)]
    [InlineData("X-Amz-Checksum-CRC64NVME", ChecksumAlgorithm.Crc64Nvme)]
    [InlineData("sha256", ChecksumAlgorithm.Sha256)]
    [InlineData("x-amz-checksum-algorithm", null)]
    [InlineData("MD5", null)]
    public void An_algorithm_is_known_by_its_name_and_its_header(string text, ChecksumAlgorithm? algorithm) =>
        Assert.Equal(algorithm, S3Checksum.Parse(text));
}
