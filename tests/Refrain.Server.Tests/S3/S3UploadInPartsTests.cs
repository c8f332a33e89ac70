using System.Security.Cryptography;
using Refrain.Aws.S3;

namespace Refrain.Server.Tests.S3;

public sealed class S3UploadInPartsTests(TestServer server) : S3Room(server, "parts")
{
    private const int Large = 5 << 20;

    [Fact]
    public async Task Parts_become_one_object_in_their_order()
    {
        var (first, last) = (RandomNumberGenerator.GetBytes(Large), "the end"u8.ToArray());
        var id = await BeginAsync("whole", ("Content-Type", "text/x"), ("x-amz-meta-colour", "blue"), ("x-amz-tagging", "a=1"));
        var etags = new[] { await PartAsync("whole", id, 1, first), await PartAsync("whole", id, 7, last) };
        var listed = await AskAsync("GET", $"whole?uploadId={id}");
        var completed = await CompleteAsync("whole", id, (1, etags[0]), (7, etags[1]));
        var got = await AskAsync("GET", "whole");

        var etag = $"\"{MultipartUpload.ETag([Md5.Hex(first), Md5.Hex(last)])}\"";
        Assert.EndsWith("-2\"", etag, StringComparison.Ordinal);
        Assert.Equal(etags, Texts(listed, "ETag"));
        Assert.Equal(["1", "7"], Texts(listed, "PartNumber"));
        Assert.Equal([etag], Texts(completed, "ETag"));
        Assert.Equal([.. first, .. last], got.Body);
        Assert.Equal((etag, "text/x", "blue", "1"), (got.Header("ETag"), got.Header("Content-Type"), got.Header("x-amz-meta-colour"), got.Header("x-amz-tagging-count")));
        Assert.DoesNotContain(id, (await AskAsync("GET", "?uploads")).Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Server.DataDirectory, "objects", "parts", id)));
    }

    [Fact]
    public async Task Completing_again_gives_the_same_answer_and_another_completion_is_refused()
    {
        var id = await BeginAsync("again");
        var etag = await PartAsync("again", id, 1, "x"u8.ToArray());

        Assert.Equal(Texts(await CompleteAsync("again", id, (1, etag)), "ETag"), Texts(await CompleteAsync("again", id, (1, etag)), "ETag"));
        Refused(await CompleteAsync("again", id, (1, Md5.ETag("other"u8))), 404, "NoSuchUpload");
        Refused(await AskAsync("PUT", $"again?uploadId={id}&partNumber=1", "y"), 404, "NoSuchUpload");
        Assert.Equal("x", await TextAsync("again"));
    }

    [Fact]
    public async Task Parts_that_do_not_fit_are_refused_and_the_upload_goes_on()
    {
        var id = await BeginAsync("unfit");
        var (one, two) = (await PartAsync("unfit", id, 1, "small"u8.ToArray()), await PartAsync("unfit", id, 2, "end"u8.ToArray()));

        Refused(await CompleteAsync("unfit", id, (1, one), (2, two)), 400, "EntityTooSmall");
        Refused(await CompleteAsync("unfit", id, (2, two), (1, one)), 400, "InvalidPartOrder");
        Refused(await CompleteAsync("unfit", id, (2, two), (2, two)), 400, "InvalidPartOrder");
        Refused(await CompleteAsync("unfit", id, (1, two)), 400, "InvalidPart");
        Refused(await CompleteAsync("unfit", id, (3, two)), 400, "InvalidPart");
        Refused(await AskAsync("POST", $"unfit?uploadId={id}", "<CompleteMultipartUpload/>"), 400, "MalformedXML");
        Refused(await AskAsync("PUT", $"unfit?uploadId={id}&partNumber=10001", "x"), 400, "InvalidArgument");
        Assert.Equal(404, (await AskAsync("HEAD", "unfit")).Status);
        Assert.Equal(200, (await CompleteAsync("unfit", id, (2, two))).Status);
        Assert.Equal("end", await TextAsync("unfit"));
    }

    [Fact]
    public async Task A_part_that_is_sent_again_takes_the_place_of_the_first()
    {
        var id = await BeginAsync("twice");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => PartAsync("twice", id, 1, [(byte)number])));
        var etag = await PartAsync("twice", id, 1, "last"u8.ToArray());

        Assert.Single(Directory.GetFiles(Path.Combine(Server.DataDirectory, "objects", "parts", id)));
        Assert.Equal(200, (await CompleteAsync("twice", id, (1, etag))).Status);
        Assert.Equal("last", await TextAsync("twice"));
    }

    [Fact]
    public async Task Completing_several_times_at_once_makes_one_object_and_one_answer()
    {
        var id = await BeginAsync("raced");
        var etag = await PartAsync("raced", id, 1, RandomNumberGenerator.GetBytes(100_000));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CompleteAsync("raced", id, (1, etag))));

        Assert.Single(answers.SelectMany(answer => Texts(answer, "ETag")).Distinct());
        Assert.False(Directory.Exists(Path.Combine(Server.DataDirectory, "objects", "parts", id)));
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_with_its_parts()
    {
        var id = await BeginAsync("aborted");
        var etag = await PartAsync("aborted", id, 1, "x"u8.ToArray());

        Assert.Equal(204, (await AskAsync("DELETE", $"aborted?uploadId={id}")).Status);
        Refused(await AskAsync("DELETE", $"aborted?uploadId={id}"), 404, "NoSuchUpload");
        Refused(await AskAsync("PUT", $"aborted?uploadId={id}&partNumber=1", "x"), 404, "NoSuchUpload");
        Refused(await CompleteAsync("aborted", id, (1, etag)), 404, "NoSuchUpload");
        Refused(await AskAsync("GET", $"aborted?uploadId={id}"), 404, "NoSuchUpload");
        Refused(await AskAsync("GET", $"other?uploadId={id}"), 404, "NoSuchUpload");
        Assert.False(Directory.Exists(Path.Combine(Server.DataDirectory, "objects", "parts", id)));
    }

    [Fact]
    public async Task A_part_is_made_of_an_object_or_of_some_of_its_bytes()
    {
        await PutAsync("source", "0123456789");
        var id = await BeginAsync("made");
        var some = await AskAsync("PUT", $"made?uploadId={id}&partNumber=1", "", ("x-amz-copy-source", "parts/source"), ("x-amz-copy-source-range", "bytes=2-4"));
        var all = await AskAsync("PUT", $"made?uploadId={id}&partNumber=2", "", ("x-amz-copy-source", "/parts/source"));

        Assert.Equal([Md5.ETag("234"u8)], Texts(some, "ETag"));
        Assert.Equal([Md5.ETag("0123456789"u8)], Texts(all, "ETag"));
        foreach (var bad in new[] { "bytes=2-10", "bytes=2-", "bytes=-3", "2-4" })
        {
            Refused(await AskAsync("PUT", $"made?uploadId={id}&partNumber=3", "", ("x-amz-copy-source", "parts/source"), ("x-amz-copy-source-range", bad)), 400, "InvalidArgument");
        }
    }

    [Fact]
    public async Task The_parts_of_an_object_can_be_read_one_by_one()
    {
        var first = RandomNumberGenerator.GetBytes(Large);
        var id = await BeginAsync("numbered");
        await CompleteAsync("numbered", id, (1, await PartAsync("numbered", id, 1, first)), (2, await PartAsync("numbered", id, 2, "end"u8.ToArray())));
        await PutAsync("unnumbered", "whole");
        var second = await AskAsync("GET", "numbered?partNumber=2");

        Assert.Equal((206, "end", "2", $"bytes {Large}-{Large + 2}/{Large + 3}"), (second.Status, second.Text, second.Header("x-amz-mp-parts-count"), second.Header("Content-Range")));
        Refused(await AskAsync("GET", "numbered?partNumber=3"), 416, "InvalidPartNumber");
        Assert.Equal((206, "whole", null), await AskAsync("GET", "unnumbered?partNumber=1") is var one ? (one.Status, one.Text, one.Header("x-amz-mp-parts-count")) : default);
    }

    [Fact]
    public async Task Uploads_that_go_on_are_listed_page_by_page()
    {
        var ids = new List<string>();
        foreach (var key in new[] { "list/a", "list/b/1", "list/b/2", "list/c", "list/c" })
        {
            ids.Add(await BeginAsync(key));
        }

        var all = await AskAsync("GET", "?uploads&prefix=list%2F");
        var rolled = await AskAsync("GET", "?uploads&prefix=list%2F&delimiter=%2F");
        var first = await AskAsync("GET", "?uploads&prefix=list%2F&max-uploads=4");
        var next = await AskAsync("GET", $"?uploads&prefix=list%2F&key-marker={Uri.EscapeDataString(Texts(first, "NextKeyMarker").Single())}&upload-id-marker={Texts(first, "NextUploadIdMarker").Single()}");

        Assert.Equal(ids, Texts(all, "UploadId"));
        Assert.Equal(["list/b/"], Texts(rolled, "CommonPrefixes"));
        Assert.Equal([ids[0], ids[3], ids[4]], Texts(rolled, "UploadId"));
        Assert.Equal(ids, [.. Texts(first, "UploadId"), .. Texts(next, "UploadId")]);
        Assert.Equal(["list/c", "list/c"], Texts(await AskAsync("GET", "?uploads&prefix=list%2F&key-marker=list%2Fb%2F2"), "Key"));
    }

    [Theory]
    [InlineData("CRC32", null, "COMPOSITE")]
    [InlineData("CRC32", "FULL_OBJECT", "FULL_OBJECT")]
    [InlineData("CRC64NVME", null, "FULL_OBJECT")]
    [InlineData("SHA256", "COMPOSITE", "COMPOSITE")]
    public async Task The_checksum_of_an_object_in_parts_is_what_S3_defines(string algorithm, string? type, string expectedType)
    {
        var kind = S3Checksum.Parse(algorithm)!.Value;
        var (key, first, last) = ($"summed-{algorithm}-{type}", RandomNumberGenerator.GetBytes(Large), "end"u8.ToArray());
        var id = await BeginAsync(key, [("x-amz-checksum-algorithm", algorithm), .. type is null ? Array.Empty<(string, string)>() : [("x-amz-checksum-type", type)]]);
        var parts = new[] { (1, await PartAsync(key, id, 1, first)), (2, await PartAsync(key, id, 2, last)) };
        var sums = new[] { S3Checksum.Of(kind, first), S3Checksum.Of(kind, last) };
        var expected = expectedType == "COMPOSITE" ? MultipartUpload.ChecksumOfParts(kind, sums) : S3Checksum.Of(kind, [.. first, .. last]);

        Assert.Equal(sums, Texts(await AskAsync("GET", $"{key}?uploadId={id}"), $"Checksum{algorithm}"));
        Refused(await AskAsync("POST", $"{key}?uploadId={id}", Document(parts), (S3Checksum.HeaderName(kind), S3Checksum.Of(kind, "no"u8))), 400, "BadDigest");
        Assert.Equal([expected], Texts(await CompleteAsync(key, id, parts), $"Checksum{algorithm}"));
        var head = await AskAsync("HEAD", key, null, ("x-amz-checksum-mode", "ENABLED"));
        Assert.Equal((expected, expectedType), (head.Header(S3Checksum.HeaderName(kind)), head.Header("x-amz-checksum-type")));
    }

    [Fact]
    public async Task An_object_in_parts_is_created_on_a_condition()
    {
        await PutAsync("there", "there");
        var id = await BeginAsync("there");
        var etag = await PartAsync("there", id, 1, "new"u8.ToArray());

        Refused(await AskAsync("POST", $"there?uploadId={id}", Document((1, etag)), ("If-None-Match", "*")), 412, "PreconditionFailed");
        Assert.Equal("there", await TextAsync("there"));
        Assert.Equal(200, (await AskAsync("POST", $"there?uploadId={id}", Document((1, etag)), ("If-Match", Md5.ETag("there"u8)))).Status);
        Assert.Equal("new", await TextAsync("there"));
    }

    private async Task<string> BeginAsync(string key, params (string, string)[] headers) => Texts(await AskAsync("POST", $"{key}?uploads", "", headers), "UploadId").Single();

    private async Task<string> PartAsync(string key, string id, int number, byte[] bytes)
    {
        var answer = await Http.SendAsync("PUT", $"/{Bucket}/{key}?uploadId={id}&partNumber={number}&x-id=UploadPart", bytes);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Header("ETag")!; // S3 always sends it
    }

    private Task<Answer> CompleteAsync(string key, string id, params (int Number, string ETag)[] parts) => AskAsync("POST", $"{key}?uploadId={id}", Document(parts));

    private static string Document(params (int Number, string ETag)[] parts) =>
        $"<CompleteMultipartUpload>{string.Concat(parts.Select(part => $"<Part><ETag>{part.ETag}</ETag><PartNumber>{part.Number}</PartNumber></Part>"))}</CompleteMultipartUpload>";
}
