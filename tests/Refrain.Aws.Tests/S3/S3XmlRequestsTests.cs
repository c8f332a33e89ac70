using System.Text;
using Refrain.Aws.S3;

namespace Refrain.Aws.Tests.S3;

public sealed class S3XmlRequestsTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("<CreateBucketConfiguration/>", null)]
    [InlineData("<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>", "eu-west-1")]
    [InlineData("<CreateBucketConfiguration><LocationConstraint> eu-west-1 </LocationConstraint></CreateBucketConfiguration>", "eu-west-1")]
    public void The_region_of_a_new_bucket_is_read(string document, string? region) =>
        Assert.Equal(region, S3XmlRequests.ReadLocationConstraint(Encoding.UTF8.GetBytes(document)));

    [Theory]
    [InlineData("not xml")]
    [InlineData("<CreateBucketConfiguration>")]
    [InlineData("<Other/>")]
    [InlineData("<!DOCTYPE c [<!ENTITY a \"aaaa\">]><CreateBucketConfiguration><LocationConstraint>&a;</LocationConstraint></CreateBucketConfiguration>")]
    [InlineData("<!DOCTYPE c SYSTEM \"file:///etc/passwd\"><CreateBucketConfiguration/>")]
    public void A_document_that_is_broken_or_clever_is_refused(string document)
    {
        var exception = Assert.Throws<S3BodyException>(() => S3XmlRequests.ReadLocationConstraint(Encoding.UTF8.GetBytes(document)));

        Assert.Equal(("MalformedXML", 400), (exception.Code, exception.Status));
    }

    [Fact]
    public void A_document_without_end_is_refused()
    {
        var document = $"<CreateBucketConfiguration>{new string(' ', 20_000)}</CreateBucketConfiguration>";

        Assert.Throws<S3BodyException>(() => S3XmlRequests.ReadLocationConstraint(Encoding.UTF8.GetBytes(document)));
    }

    [Theory]
    [InlineData("<Delete><Object><Key>a b</Key></Object><Object><Key> </Key><VersionId>1</VersionId></Object><Quiet>true</Quiet></Delete>", "a b| ", true)]
    [InlineData("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>&lt;</Key></Object></Delete>", "<", false)]
    public void The_keys_to_delete_are_read(string document, string keys, bool isQuiet)
    {
        var request = S3XmlRequests.ReadDelete(Encoding.UTF8.GetBytes(document));

        Assert.Equal((keys, isQuiet), (string.Join('|', request.Keys), request.Quiet));
    }

    [Theory]
    [InlineData("<Delete></Delete>")]
    [InlineData("<Delete><Object/></Delete>")]
    [InlineData("<Delete><Object><Key></Key></Object></Delete>")]
    public void Deleting_nothing_is_refused(string document) =>
        Assert.Throws<S3BodyException>(() => S3XmlRequests.ReadDelete(Encoding.UTF8.GetBytes(document)));

    [Fact]
    public void A_thousand_keys_are_deleted_at_once_and_no_more()
    {
        static byte[] Document(int count) => Encoding.UTF8.GetBytes(
            $"<Delete>{string.Concat(Enumerable.Range(0, count).Select(i => $"<Object><Key>{i}</Key></Object>"))}</Delete>");

        Assert.Equal(1000, S3XmlRequests.ReadDelete(Document(1000)).Keys.Count);
        Assert.Throws<S3BodyException>(() => S3XmlRequests.ReadDelete(Document(1001)));
    }

    [Fact]
    public void The_parts_of_an_upload_are_read_in_the_order_given()
    {
        var parts = S3XmlRequests.ReadCompleteMultipartUpload(
            "<CompleteMultipartUpload><Part><ETag>\"b\"</ETag><PartNumber>2</PartNumber></Part><Part><PartNumber>1</PartNumber><ETag>a</ETag><ChecksumCRC32>x</ChecksumCRC32></Part></CompleteMultipartUpload>"u8.ToArray());

        Assert.Equal([new CompletedPart(2, "\"b\""), new CompletedPart(1, "a", ChecksumAlgorithm.Crc32, "x")], parts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Part><PartNumber>1</PartNumber></Part>")]
    [InlineData("<Part><PartNumber>0</PartNumber><ETag>a</ETag></Part>")]
    [InlineData("<Part><PartNumber>10001</PartNumber><ETag>a</ETag></Part>")]
    [InlineData("<Part><PartNumber>one</PartNumber><ETag>a</ETag></Part>")]
    public void Parts_without_number_or_tag_are_refused(string parts) => Assert.Throws<S3BodyException>(() =>
        S3XmlRequests.ReadCompleteMultipartUpload(Encoding.UTF8.GetBytes($"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>")));
}
