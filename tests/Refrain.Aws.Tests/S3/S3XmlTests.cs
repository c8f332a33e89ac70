using System.Text;
using System.Xml.Linq;
using Refrain.Aws.S3;

namespace Refrain.Aws.Tests.S3;

public sealed class S3XmlTests
{
    private const string Xmlns = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void An_error_has_no_namespace() => Assert.Equal(
        Declaration + "<Error><Code>NoSuchKey</Code><Message>a &lt; b</Message><Resource>/b/k</Resource><RequestId>r</RequestId></Error>",
        Text(S3Xml.Error("NoSuchKey", "a < b", "/b/k", "r")));

    [Fact]
    public void Buckets_are_listed_with_their_owner() => Assert.Equal(
        $"{Declaration}<ListAllMyBucketsResult {Xmlns}><Owner><ID>me</ID><DisplayName>me</DisplayName></Owner><Buckets><Bucket><Name>data</Name><CreationDate>2026-01-02T03:04:05.678Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>",
        Text(S3Xml.ListAllMyBuckets("me", [new("data", Time)])));

    [Theory]
    [InlineData("us-east-1", "")]
    [InlineData("eu-west-1", "eu-west-1")]
    public void The_first_region_is_told_by_saying_nothing(string region, string told) =>
        Assert.Equal(told, XElement.Parse(Text(S3Xml.LocationConstraint(region))).Value);

    [Fact]
    public void A_page_of_objects_reads_as_s3_writes_it()
    {
        var page = new ListObjectsV2Page("data", [new("a b+c/é", 3, "\"tag\"", Time)])
        {
            Prefix = "a ", Delimiter = "/", CommonPrefixes = ["a x/"], MaxKeys = 2, NextContinuationToken = "next", StartAfter = "a", EncodeKeys = true,
        };

        Assert.Equal(
            $"{Declaration}<ListBucketResult {Xmlns}><Name>data</Name><Prefix>a%20</Prefix><StartAfter>a</StartAfter>"
            + "<NextContinuationToken>next</NextContinuationToken><KeyCount>2</KeyCount><MaxKeys>2</MaxKeys><Delimiter>/</Delimiter>"
            + "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
            + "<Contents><Key>a%20b%2Bc/%C3%A9</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified><ETag>\"tag\"</ETag><Size>3</Size><StorageClass>STANDARD</StorageClass></Contents>"
            + "<CommonPrefixes><Prefix>a%20x/</Prefix></CommonPrefixes></ListBucketResult>",
            Text(S3Xml.ListObjectsV2(page)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_can_be_read_back(bool encode)
    {
        var page = new ListObjectsV2Page("data", [new("a b+c%20/é<&>", 3_000_000_000, "\"t\"", Time), new(" ", 0, "\"t\"", Time)])
        {
            Prefix = "+", Delimiter = "/", CommonPrefixes = ["x +/"], MaxKeys = 7, ContinuationToken = "c", NextContinuationToken = "n", StartAfter = "é", EncodeKeys = encode,
        };

        var read = S3XmlAnswers.ReadListObjectsV2(S3Xml.ListObjectsV2(page));

        Assert.Equal(page.Objects, read.Objects);
        Assert.Equal(page.CommonPrefixes, read.CommonPrefixes);
        Assert.Equal(page with { Objects = read.Objects, CommonPrefixes = read.CommonPrefixes }, read);
    }

    [Fact]
    public void A_control_character_in_a_key_does_not_break_the_document()
    {
        var page = new ListObjectsV2Page("data", [new("a\u0001b", 1, "", Time)]);

        var document = S3Xml.ListObjectsV2(page);

        Assert.Contains("a&#x1;b", Text(document), StringComparison.Ordinal);
        Assert.Equal("a\u0001b", S3XmlAnswers.ReadListObjectsV2(document).Objects[0].Key);
    }

    [Fact]
    public void The_old_list_has_markers()
    {
        var page = new ListObjectsPage("data", [new("k 1", 1, "\"t\"", Time)]) { Marker = "a b", IsTruncated = true, NextMarker = "k 1", EncodeKeys = true };

        var root = XElement.Parse(Text(S3Xml.ListObjects(page)));

        Assert.Equal("a%20b|k%201|true|k%201|url", string.Join('|', new[] { "Marker", "NextMarker", "IsTruncated" }.Select(n => Value(root, n)))
            + "|" + Value(root.Elements().Single(e => e.Name.LocalName == "Contents"), "Key") + "|" + Value(root, "EncodingType"));
    }

    [Fact]
    public void The_other_answers_carry_what_clients_read()
    {
        Assert.Contains("<CopyObjectResult " + Xmlns + "><LastModified>2026-01-02T03:04:05.678Z</LastModified><ETag>e</ETag>", Text(S3XmlObjects.CopyObject("e", Time, null)), StringComparison.Ordinal);
        Assert.Contains("<CopyPartResult ", Text(S3XmlObjects.CopyPart("e", Time, null)), StringComparison.Ordinal);
        Assert.Contains("<Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId>", Text(S3XmlUploads.Created("b", "k", "u")), StringComparison.Ordinal);
        Assert.Contains("<Location>l</Location><Bucket>b</Bucket><Key>k</Key><ETag>e</ETag>", Text(S3XmlUploads.Completed("l", "b", "k", "e", null)), StringComparison.Ordinal);
        Assert.Contains(
            "><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>c</Code><Message>m</Message></Error><",
            Text(S3Xml.DeleteObjects(["a"], [("b", "c", "m")])),
            StringComparison.Ordinal);
    }

    private static string Value(XElement root, string name) => root.Elements().Single(e => e.Name.LocalName == name).Value;

    private static string Text(byte[] document) => Encoding.UTF8.GetString(document);
}
