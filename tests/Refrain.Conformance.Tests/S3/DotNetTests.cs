using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace Refrain.Conformance.Tests.S3;

/// <summary>AWSSDK.S3: the AWS SDK for .NET.</summary>
public sealed class DotNetTests(BuiltServer server) : IDisposable
{
    private readonly AmazonS3Client s3 = new(
        new BasicAWSCredentials(server.Keys.AccessKeyId, server.Keys.SecretAccessKey),
        new AmazonS3Config { ServiceURL = server.Endpoint, ForcePathStyle = true, AuthenticationRegion = BuiltServer.Region });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objects_are_put_got_listed_copied_and_deleted()
    {
        await s3.PutBucketAsync("net-objects", Cancel);
        const string Key = "a/key with spaces+plus%and/é 日本";
        var put = new PutObjectRequest { BucketName = "net-objects", Key = Key, ContentBody = "0123456789", ContentType = "text/x", TagSet = [new Tag { Key = "a", Value = "1" }] };
        put.Metadata["colour"] = "blue";
        await s3.PutObjectAsync(put, Cancel);
        using (var got = await s3.GetObjectAsync("net-objects", Key, Cancel))
        using (var text = new StreamReader(got.ResponseStream))
        {
            Assert.Equal(("0123456789", "text/x", "blue"), (await text.ReadToEndAsync(Cancel), got.Headers.ContentType, got.Metadata["colour"]));
        }

        await s3.CopyObjectAsync("net-objects", Key, "net-objects", "copy", Cancel);
        Assert.Equal(10, (await s3.GetObjectMetadataAsync("net-objects", "copy", Cancel)).ContentLength);
        Assert.Equal(["a"], (await s3.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = "net-objects", Key = Key }, Cancel)).Tagging.Select(tag => tag.Key));
        var missing = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.GetObjectAsync("net-objects", "nowhere", Cancel));
        Assert.Equal("NoSuchKey", missing.ErrorCode);
        var condition = await Assert.ThrowsAnyAsync<AmazonS3Exception>(
            () => s3.PutObjectAsync(new PutObjectRequest { BucketName = "net-objects", Key = Key, ContentBody = "other", IfNoneMatch = "*" }, Cancel));
        Assert.Equal("PreconditionFailed", condition.ErrorCode);
        var listed = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "net-objects" }, Cancel);
        Assert.Equal([Key, "copy"], listed.S3Objects.Select(item => item.Key));
        var url = await s3.GetPreSignedURLAsync(new GetPreSignedUrlRequest { BucketName = "net-objects", Key = "copy", Expires = DateTime.UtcNow.AddMinutes(5), Protocol = Protocol.HTTP });
        using var http = new HttpClient();
        Assert.Equal("0123456789", await http.GetStringAsync(url, Cancel));
        var deleted = await s3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = "net-objects", Objects = [.. listed.S3Objects.Select(item => new KeyVersion { Key = item.Key })] }, Cancel);
        Assert.Equal(2, deleted.DeletedObjects.Count);
        await s3.DeleteBucketAsync("net-objects", Cancel);
    }

    [Fact]
    public async Task A_large_file_is_transferred_in_parts_and_back()
    {
        using var folder = new ClientFolder();
        var file = folder.Random("large.bin", (17 << 20) + 3);
        await s3.PutBucketAsync("net-transfer", Cancel);
        using var transfer = new TransferUtility(s3, new TransferUtilityConfig { MinSizeBeforePartUpload = 8 << 20 });
        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = "net-transfer", Key = "large", FilePath = file, PartSize = 6 << 20 }, Cancel);
        await transfer.DownloadAsync(folder["back.bin"], "net-transfer", "large", Cancel);

        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(file, Cancel)), SHA256.HashData(await File.ReadAllBytesAsync(folder["back.bin"], Cancel)));
        Assert.EndsWith("-3\"", (await s3.GetObjectMetadataAsync("net-transfer", "large", Cancel)).ETag, StringComparison.Ordinal);
    }

    public void Dispose() => s3.Dispose();
}
