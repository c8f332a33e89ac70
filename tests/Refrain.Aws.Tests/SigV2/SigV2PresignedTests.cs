using Refrain.Aws.SigV2;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV2;

/// <summary>Addresses that boto3 1.43 made, key id <c>a</c>, secret <c>b</c>.</summary>
public sealed class SigV2PresignedTests
{
    private const string Get = "response-content-type=text%2Fx&AWSAccessKeyId=a&Signature=yWp0qgVU6mUlirHent98W2tunPY%3D&Expires=1795408425";
    private const string Put = "AWSAccessKeyId=a&Signature=SbV7Tx49IWInsItqcYfHOjgj3zc%3D&x-amz-meta-x=y&Expires=1795408425";
    private static readonly DateTimeOffset Before = DateTimeOffset.FromUnixTimeSeconds(1795408425);

    [Fact]
    public void What_boto3_presigned_is_believed()
    {
        Assert.Null(Refusal("GET", "/b/k%20k", Get));
        Assert.Null(Refusal("PUT", "/b/k", Put));
        Assert.Null(Refusal("PUT", "/b/k", Put, new SigV4Header("X-Amz-Meta-X", "y"))); // carried twice, meant once
    }

    [Fact]
    public void A_bucket_in_the_name_of_the_host_is_part_of_the_path() =>
        Assert.Null(SigV2Presigned.Verify(SigV4Request.FromTarget("GET", $"/k%20k?{Get}", []), "b", Secret, Before).Refusal);

    [Theory]
    [InlineData("HEAD", "/b/k%20k", Get)]
    [InlineData("GET", "/b/other", Get)]
    [InlineData("GET", "/b/k%20k", "response-content-type=text%2Fy&AWSAccessKeyId=a&Signature=yWp0qgVU6mUlirHent98W2tunPY%3D&Expires=1795408425")]
    [InlineData("GET", "/b/k%20k", "response-content-type=text%2Fx&AWSAccessKeyId=a&Signature=yWp0qgVU6mUlirHent98W2tunPY%3D&Expires=1795408426")]
    [InlineData("PUT", "/b/k", "AWSAccessKeyId=a&Signature=SbV7Tx49IWInsItqcYfHOjgj3zc%3D&x-amz-meta-x=z&Expires=1795408425")]
    [InlineData("PUT", "/b/k", "acl&AWSAccessKeyId=a&Signature=SbV7Tx49IWInsItqcYfHOjgj3zc%3D&x-amz-meta-x=y&Expires=1795408425")]
    public void What_was_changed_is_not(string method, string path, string query) => Assert.Equal(SigV4Refusal.InvalidSignature, Refusal(method, path, query));

    [Fact]
    public void Headers_that_were_not_signed_are_refused()
    {
        Assert.Equal(SigV4Refusal.InvalidSignature, Refusal("GET", "/b/k%20k", Get, new SigV4Header("x-amz-acl", "private")));
        Assert.Equal(SigV4Refusal.InvalidSignature, Refusal("GET", "/b/k%20k", Get, new SigV4Header("Content-Type", "text/x")));
    }

    [Fact]
    public void What_is_over_unknown_or_incomplete_is_refused_as_such()
    {
        Assert.Equal(SigV4Refusal.PresignedUrlExpired, SigV2Presigned.Verify(SigV4Request.FromTarget("GET", $"/b/k%20k?{Get}", []), null, Secret, Before.AddSeconds(1)).Refusal);
        Assert.Equal(SigV4Refusal.UnknownAccessKey, Refusal("GET", "/b/k", "AWSAccessKeyId=z&Signature=x&Expires=1795408425"));
        Assert.Equal(SigV4Refusal.IncompletePresignedUrl, Refusal("GET", "/b/k", "AWSAccessKeyId=a&Expires=1795408425"));
        Assert.Equal(SigV4Refusal.IncompletePresignedUrl, Refusal("GET", "/b/k", "AWSAccessKeyId=a&Signature=x&Expires=soon"));
    }

    private static SigV4Refusal? Refusal(string method, string path, string query, params SigV4Header[] headers) =>
        SigV2Presigned.Verify(SigV4Request.FromTarget(method, $"{path}?{query}", headers), null, Secret, Before).Refusal;

    private static string? Secret(string id) => id == "a" ? "b" : null;
}
