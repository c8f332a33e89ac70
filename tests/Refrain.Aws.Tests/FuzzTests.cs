using System.Globalization;
using System.Text;
using Refrain.Aws.Query;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;
using Refrain.Aws.Tests.SigV4;

namespace Refrain.Aws.Tests;

/// <summary>
/// What strangers send, read by everything that reads it: it is taken, or refused in the parser's own words, and nothing else happens. The cases follow from a seed; REFRAIN_FUZZ_CASES
/// asks for more of them than the suite runs (CONTRIBUTING.md).
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20260301;

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("REFRAIN_FUZZ_CASES"), CultureInfo.InvariantCulture, out var cases) ? cases : 3_000;

    private static readonly string[] Forms =
    [
        "Action=GetCallerIdentity&Version=2011-06-15", "Action=SimulatePrincipalPolicy&ActionNames.member.1=s3%3AGet&ActionNames.member.2=b&PolicySourceArn=arn",
        "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=%2B+x",
    ];

    private static readonly string[] Documents =
    [
        "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>a&amp;b</Key></Object><Quiet>true</Quiet></Delete>",
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"x\"</ETag></Part></CompleteMultipartUpload>",
        "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>",
    ];

    private static readonly string[] Frames =
    [
        "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "5;chunk-signature=0123\r\nhello\r\n0;chunk-signature=4567\r\n\r\n", "0\r\n\r\n",
    ];

    [Fact]
    public void Whatever_is_signed_how_ever_badly_is_refused_and_never_believed()
    {
        var (random, verifier) = (new Random(Seed), new SigV4Verifier(SigV4VectorTests.KnownSecret));
        var names = TestVector.Names.Select(row => row.Data).ToList();
        for (var n = 0; n < Cases; n++)
        {
            var request = TestVector.Read(names[random.Next(names.Count)]).Signed();
            var at = random.Next(request.Headers.Count);
            var header = request.Headers[at];
            var changed = new SigV4Header(header.Name, Damage.Of(random, header.Value));
            var sent = request with { Headers = [.. request.Headers.Take(at), changed, .. request.Headers.Skip(at + 1)] };

            var answer = verifier.Verify(sent, TestVector.Time);

            _ = CredentialScope.Find(sent);
            Assert.True(answer is SigV4Verification.Refused || SameMeaning(header.Name, header.Value, changed.Value), $"seed {Seed}, case {n}: {header.Name}: {changed.Value}");
        }
    }

    [Fact]
    public void A_presigned_query_that_was_damaged_is_refused_and_never_believed()
    {
        var (random, verifier) = (new Random(Seed), new SigV4Verifier(SigV4VectorTests.KnownSecret));
        var url = SigV4Signer.Presign(
            "GET", new Uri("http://example.com/bucket/key?versionId=1"), new AwsCredentials(TestVector.AccessKeyId, TestVector.Secret), "us-east-1", "s3", TestVector.Time, TimeSpan.FromHours(1));
        for (var n = 0; n < Cases; n++)
        {
            var query = Damage.Of(random, url.Query[1..]);
            var answer = verifier.Verify(new SigV4Request("GET", "/bucket/key", query, [new("Host", "example.com")]), TestVector.Time);

            Assert.True(answer is SigV4Verification.Refused || CanonicalQuery.Write(query) == CanonicalQuery.Write(url.Query[1..]), $"seed {Seed}, case {n}: {query}");
        }
    }

    [Fact]
    public void A_form_is_read_or_refused() => Each(Forms, bytes =>
    {
        var form = QueryForm.Read(bytes);
        _ = form.List("ActionNames").Count + form.Map("MessageAttribute", null).Count;
    }, e => e is QueryFormException);

    [Fact]
    public void A_document_of_S3_is_read_or_refused() => Each(Documents, bytes =>
    {
        try
        {
            S3XmlRequests.ReadDelete(bytes);
        }
        catch (S3BodyException)
        {
            S3XmlRequests.ReadLocationConstraint(bytes);
        }
    }, e => e is S3BodyException);

    [Fact]
    public void A_list_of_parts_is_read_or_refused() => Each(Documents, bytes => S3XmlRequests.ReadCompleteMultipartUpload(bytes), e => e is S3BodyException);

    [Fact]
    public Task Frames_are_taken_off_or_refused() => EachAsync(Frames, async bytes =>
    {
        await using var body = S3Body.Open(new MemoryStream(bytes), new PayloadPromise.UnsignedChunks(), decodedLength: null);
        await body.CopyToAsync(Stream.Null);
    }, e => e is S3BodyException);

    [Fact]
    public void A_document_that_is_nested_without_end_is_refused_and_brings_nothing_down()
    {
        var deep = Encoding.UTF8.GetBytes("<Delete>" + string.Concat(Enumerable.Repeat("<a>", 500_000)));

        Assert.Equal("MalformedXML", Assert.Throws<S3BodyException>(() => S3XmlRequests.ReadDelete(deep)).Code);
        var closed = Encoding.UTF8.GetBytes("<Delete><Object><Key>" + string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000)) + "</Key></Object></Delete>");
        Assert.Contains("nested", Assert.Throws<S3BodyException>(() => S3XmlRequests.ReadDelete(closed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE Delete [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&x;</Key></Object></Delete>")]
    [InlineData("<!DOCTYPE Delete [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><Delete><Object><Key>&b;</Key></Object></Delete>")]
    public void Entities_are_not_resolved(string document) =>
        Assert.Equal("MalformedXML", Assert.Throws<S3BodyException>(() => S3XmlRequests.ReadDelete(Encoding.UTF8.GetBytes(document))).Code);

    // Blanks between the parameters of Authorization say nothing, nor do blanks around the value of a header and more than one between its words.
    private static bool SameMeaning(string name, string one, string other) => Plain(name, one) == Plain(name, other);

    private static string Plain(string name, string value) => string.Join(
        name == "Authorization" ? "" : " ", value.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static void Each(string[] samples, Action<byte[]> read, Func<Exception, bool> isRefusal) => EachAsync(samples, bytes =>
    {
        read(bytes);
        return Task.CompletedTask;
    }, isRefusal).GetAwaiter().GetResult(); // complete already

    private static async Task EachAsync(string[] samples, Func<byte[], Task> read, Func<Exception, bool> isRefusal)
    {
        var random = new Random(Seed);
        var taken = 0;
        for (var n = 0; n < Cases; n++)
        {
            var bytes = Encoding.UTF8.GetBytes(Damage.Of(random, samples[random.Next(samples.Length)]));
            try
            {
                await read(bytes);
                taken++;
            }
            catch (Exception e) when (isRefusal(e))
            {
                Assert.NotEmpty(e.Message);
            }
        }

        Assert.InRange(taken, 1, Cases - 1); // both happen, or the cases are not worth much
    }
}

/// <summary>Changes a text in one of the ways in which the world does, and worse ones.</summary>
internal static class Damage
{
    private static readonly string[] Pieces = ["", "\0", "%", "%zz", "%2e%2e%2f", "../", "=", "&", ";", ",", "\"", "<", ">", "\r\n", "\ud800", "ü", "-1", "99999999999999999999", "a.b.c", "AWS4-HMAC-SHA256", " "];

    public static string Of(Random random, string text)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var (at, length) = (random.Next(text.Length + 1), 0);
            length = random.Next(Math.Min(8, text.Length - at) + 1);
            text = random.Next(4) switch
            {
                0 => text[..at] + text[(at + length)..],
                1 => text[..at] + Pieces[random.Next(Pieces.Length)] + text[at..],
                2 => text[..at] + Pieces[random.Next(Pieces.Length)] + text[(at + length)..],
                _ => text + text[at..(at + length)],
            };
        }

        return text;
    }
}
