using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV4;

public sealed class CredentialScopeTests
{
    [Fact]
    public void The_scope_is_found_in_the_authorization_header()
    {
        var scope = CredentialScope.Find(new SigV4Request(
            "POST", "/", "", [new("authorization", "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/sts/aws4_request,SignedHeaders=host,Signature=x")]));

        Assert.Equal(new CredentialScope("any", "20260101", "eu-west-1", "sts"), scope);
    }

    [Fact]
    public void The_scope_is_found_in_a_presigned_query() => Assert.Equal(
        new CredentialScope("any", "20260101", "eu-west-1", "s3"),
        CredentialScope.Find(new SigV4Request("GET", "/b/k", "a=b&X-Amz-Credential=any%2F20260101%2Feu-west-1%2Fs3%2Faws4_request", [])));

    [Theory]
    [InlineData("")]
    [InlineData("AWS4-HMAC-SHA256 Credential=any")]
    [InlineData("AWS4-HMAC-SHA256 Credential=/20260101/eu-west-1/sts/aws4_request")]
    [InlineData("AWS4-HMAC-SHA256 Credential=any/2026010x/eu-west-1/sts/aws4_request")]
    [InlineData("AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1//aws4_request")]
    [InlineData("AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/sts/aws5_request")]
    public void A_damaged_scope_is_no_scope(string authorization) =>
        Assert.Null(CredentialScope.Find(new SigV4Request("POST", "/", "", [new("Authorization", authorization)])));

    [Fact]
    public void An_unsigned_request_has_no_scope() => Assert.Null(CredentialScope.Find(new SigV4Request("GET", "/", "", [])));

    [Theory]
    [InlineData("/a?b=c", "/a", "b=c")]
    [InlineData("/a", "/a", "")]
    [InlineData("/a?", "/a", "")]
    [InlineData("http://host:80/a/b?c", "/a/b", "c")]
    [InlineData("http://host", "/", "")]
    [InlineData("/a?u=http://x/y", "/a", "u=http://x/y")]
    public void A_request_target_is_parted_without_decoding(string target, string path, string query)
    {
        var request = SigV4Request.FromTarget("GET", target, []);

        Assert.Equal((path, query), (request.Path, request.Query));
    }

    [Theory]
    [InlineData("a/b c%", "a%2Fb%20c%25", "a/b%20c%25")]
    [InlineData("ሴ~-._", "%E1%88%B4~-._", "%E1%88%B4~-._")]
    [InlineData("+*!", "%2B%2A%21", "%2B%2A%21")]
    public void Text_is_encoded_as_aws_counts_it(string text, string encoded, string encodedPath)
    {
        Assert.Equal(encoded, AwsUriEncoding.Encode(text, keepSlash: false));
        Assert.Equal(encodedPath, AwsUriEncoding.Encode(text, keepSlash: true));
        Assert.Equal(text, AwsUriEncoding.Decode(encoded));
    }

    [Theory]
    [InlineData("%7ea%2fb/c", "~a%2Fb/c")]
    [InlineData("%zz%4", "%25zz%254")]
    [InlineData("%FF", "%FF")]
    public void Encoded_text_is_brought_into_one_spelling(string sent, string canonical) =>
        Assert.Equal(canonical, AwsUriEncoding.Reencode(sent, keepSlash: true));
}
