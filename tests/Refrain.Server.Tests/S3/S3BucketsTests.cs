using System.Xml.Linq;
using Refrain.Aws.S3;

namespace Refrain.Server.Tests.S3;

public sealed class S3BucketsTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly S3Client client = server.S3;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    private SignedHttp Http => new(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = "s3" };

    [Fact]
    public async Task A_bucket_is_there_once_it_was_made_and_making_it_again_is_no_error()
    {
        Assert.False(await client.BucketExistsAsync("made", cancellation));
        await client.CreateBucketAsync("made", cancellation);
        await client.CreateBucketAsync("made", cancellation);

        Assert.True(await client.BucketExistsAsync("made", cancellation));
        Assert.Equal("us-east-1", (await Http.SendAsync("HEAD", "/made/")).Header("x-amz-bucket-region"));
    }

    [Fact]
    public async Task A_bucket_of_another_region_is_made_where_its_document_says()
    {
        const string Document =
            """<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>""";
        var body = System.Text.Encoding.UTF8.GetBytes(Document);
        var made = await Http.SendAsync("PUT", "/regional/", body);
        var again = await Http.SendAsync("PUT", "/regional", body);

        Assert.Equal((200, "/regional"), (made.Status, made.Header("Location")));
        Assert.Equal("eu-west-1", (await Http.SendAsync("HEAD", "/regional")).Header("x-amz-bucket-region"));
        Assert.Equal(409, again.Status);
        Assert.Contains("<Code>BucketAlreadyOwnedByYou</Code>", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_none_makes_no_bucket()
    {
        var answer = await Http.SendAsync("PUT", "/malformed", "<Create"u8.ToArray());

        Assert.Equal(400, answer.Status);
        Assert.Contains("<Code>MalformedXML</Code>", answer.Text, StringComparison.Ordinal);
        Assert.False(await client.BucketExistsAsync("malformed", cancellation));
    }

    [Fact]
    public async Task A_name_that_no_bucket_may_have_is_refused()
    {
        var answer = await Http.SendAsync("PUT", "/Not_A_Bucket");

        Assert.Equal(400, answer.Status);
        Assert.Contains("<Code>InvalidBucketName</Code>", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_listed_in_order_page_by_page()
    {
        string[] ordered = ["a", "b/1", "b/2", "b0", "c/d/e", "ü"];
        await FillAsync("listed", ["b/1", "b/2", "a", "c/d/e", "b0", "ü"]);
        var whole = await client.ListObjectsV2Async("listed", "", null, null, cancellation);
        var paged = new List<string>();
        for (var token = ""; ;)
        {
            var page = XDocument.Parse((await Http.SendAsync("GET", $"/listed/?list-type=2&max-keys=2{token}")).Text);
            paged.AddRange(Keys(page));
            Assert.Equal(paged.Count < ordered.Length ? "true" : "false", Texts(page, "IsTruncated").Single());
            if (Texts(page, "NextContinuationToken").FirstOrDefault() is not { } next)
            {
                break;
            }

            token = $"&continuation-token={next}";
        }

        Assert.Equal(ordered, whole.Objects.Select(listed => listed.Key));
        Assert.Equal(ordered, paged);
    }

    [Fact]
    public async Task What_lies_behind_a_delimiter_is_rolled_up_and_counts_once()
    {
        await FillAsync("rolled", [.. Enumerable.Range(0, 30).Select(number => $"deep/{number:d2}/x"), "deep.txt", "last/one", "top"]);
        var page = await client.ListObjectsV2Async("rolled", "", "/", null, cancellation);
        var inside = await client.ListObjectsV2Async("rolled", "deep/", "/", null, cancellation);
        var first = XDocument.Parse((await Http.SendAsync("GET", "/rolled?list-type=2&delimiter=%2F&max-keys=2")).Text);
        var token = Texts(first, "NextContinuationToken").Single();
        var second = XDocument.Parse((await Http.SendAsync("GET", $"/rolled?list-type=2&delimiter=%2F&max-keys=2&continuation-token={token}")).Text);

        Assert.Equal(["deep.txt", "top"], page.Objects.Select(listed => listed.Key));
        Assert.Equal(["deep/", "last/"], page.CommonPrefixes);
        Assert.Equal(30, inside.CommonPrefixes.Count);
        Assert.Equal(["deep.txt"], Keys(first));
        Assert.Equal(["deep/"], Texts(first, "CommonPrefixes"));
        Assert.Equal(["top"], Keys(second));
        Assert.Equal(["last/"], Texts(second, "CommonPrefixes"));
        Assert.Equal(["false"], Texts(second, "IsTruncated"));
    }

    [Fact]
    public async Task Listing_begins_where_it_is_told_to()
    {
        await FillAsync("after", ["a", "b", "c"]);

        Assert.Equal(["b", "c"], await KeysAsync("/after?list-type=2&start-after=a"));
        Assert.Empty(await KeysAsync("/after?list-type=2&max-keys=0"));
        Assert.Equal(["c"], await KeysAsync("/after?list-type=2&prefix=c&fetch-owner=true&x-id=ListObjectsV2"));
    }

    [Theory]
    [InlineData("/bad-lists?list-type=2&max-keys=many", 400, "InvalidArgument")]
    [InlineData("/bad-lists?list-type=2&continuation-token=%21", 400, "InvalidArgument")]
    [InlineData("/bad-lists?list-type=2&encoding-type=rot13", 400, "InvalidArgument")]
    [InlineData("/bad-lists?list-type=3", 400, "InvalidArgument")]
    [InlineData("/bad-lists?analytics", 501, "NotImplemented")]
    [InlineData("/not-there?list-type=2", 404, "NoSuchBucket")]
    public async Task A_list_that_cannot_be_given_is_refused(string target, int status, string code)
    {
        await client.CreateBucketAsync("bad-lists", cancellation);
        var answer = await Http.SendAsync("GET", target);

        Assert.Equal(status, answer.Status);
        Assert.Contains($"<Code>{code}</Code>", answer.Text, StringComparison.Ordinal);
    }

    private async Task FillAsync(string bucket, string[] keys)
    {
        await client.CreateBucketAsync(bucket, cancellation);
        foreach (var key in keys)
        {
            await client.PutObjectAsync(bucket, key, "x"u8.ToArray(), "text/plain", cancellation);
        }
    }

    private async Task<string[]> KeysAsync(string target) => Keys(XDocument.Parse((await Http.SendAsync("GET", target)).Text));

    private static string[] Keys(XDocument page) => Texts(page, "Key");

    private static string[] Texts(XDocument page, string element) => [.. page.Descendants().Where(node => node.Name.LocalName == element).Select(node => node.Value)];
}
