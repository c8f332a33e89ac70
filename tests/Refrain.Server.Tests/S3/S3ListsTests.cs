namespace Refrain.Server.Tests.S3;

public sealed class S3ListsTests(TestServer server) : S3Room(server, "old-lists")
{
    [Fact]
    public async Task The_old_list_goes_on_after_its_marker_and_names_the_owner()
    {
        foreach (var key in new[] { "v1/a", "v1/b%20%2B", "v1/c" })
        {
            await PutAsync(key, "x");
        }

        var first = await AskAsync("GET", "?prefix=v1%2F&max-keys=2&encoding-type=url");
        var next = await AskAsync("GET", $"?prefix=v1%2F&marker={Texts(first, "Key")[^1]}");

        Assert.Equal(["v1/a", "v1/b%20%2B"], Texts(first, "Key"));
        Assert.Equal(["true"], Texts(first, "IsTruncated"));
        Assert.Empty(Texts(first, "NextMarker")); // without a delimiter it is the last key
        Assert.Equal(["123456789012", "123456789012"], Texts(first, "ID"));
        Assert.Equal(["v1/c"], Texts(next, "Key"));
        Assert.Equal(["false"], Texts(next, "IsTruncated"));
    }

    [Fact]
    public async Task The_old_list_with_a_delimiter_goes_on_after_a_common_prefix()
    {
        foreach (var key in new[] { "roll/a/1", "roll/a/2", "roll/b/1", "roll/c" })
        {
            await PutAsync(key, "x");
        }

        var pages = new List<string>();
        for (string? marker = ""; marker is not null;)
        {
            var page = await AskAsync("GET", $"?prefix=roll%2F&delimiter=%2F&max-keys=1&marker={Uri.EscapeDataString(marker)}");
            pages.AddRange(Texts(page, "CommonPrefixes").Concat(Texts(page, "Key")));
            marker = Texts(page, "NextMarker").SingleOrDefault();
        }

        Assert.Equal(["roll/a/", "roll/b/", "roll/c"], pages);
    }

    [Fact]
    public async Task Buckets_are_listed_by_name_page_by_page()
    {
        foreach (var bucket in new[] { "page-c", "page-a", "page-b" })
        {
            await Http.SendAsync("PUT", $"/{bucket}");
        }

        var first = await Http.SendAsync("GET", "/?prefix=page-&max-buckets=2");
        var next = await Http.SendAsync("GET", $"/?prefix=page-&continuation-token={Texts(first, "ContinuationToken").Single()}");

        Assert.Equal(["page-a", "page-b"], Texts(first, "Name"));
        Assert.Equal(["us-east-1", "us-east-1"], Texts(first, "BucketRegion"));
        Assert.Equal(["page-c"], Texts(next, "Name"));
        Assert.Empty(Texts(next, "ContinuationToken"));
        Assert.Contains("old-lists", Texts(await Http.SendAsync("GET", "/?x-id=ListBuckets"), "Name"));
    }

    [Theory]
    [InlineData("versioning", "VersioningConfiguration")]
    [InlineData("acl", "AccessControlPolicy")]
    [InlineData("requestPayment", "RequestPaymentConfiguration")]
    [InlineData("location", "LocationConstraint")]
    public async Task What_is_so_of_every_bucket_is_told(string setting, string root) =>
        Assert.Single(Texts(await AskAsync("GET", $"?{setting}"), root));

    [Theory]
    [InlineData("policy", "NoSuchBucketPolicy")]
    [InlineData("lifecycle", "NoSuchLifecycleConfiguration")]
    [InlineData("tagging", "NoSuchTagSet")]
    [InlineData("cors", "NoSuchCORSConfiguration")]
    [InlineData("encryption", "ServerSideEncryptionConfigurationNotFoundError")]
    [InlineData("object-lock", "ObjectLockConfigurationNotFoundError")]
    [InlineData("publicAccessBlock", "NoSuchPublicAccessBlockConfiguration")]
    public async Task What_nobody_has_set_on_a_bucket_is_told_to_be_missing(string setting, string code)
    {
        Refused(await AskAsync("GET", $"?{setting}"), 404, code);
        Refused(await Http.SendAsync("GET", $"/no-such-bucket?{setting}"), 404, "NoSuchBucket");
        Refused(await AskAsync("PUT", $"?{setting}", "<X/>"), 501, "NotImplemented");
    }
}
