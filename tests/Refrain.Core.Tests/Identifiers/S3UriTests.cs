using Refrain.Core.Identifiers;

namespace Refrain.Core.Tests.Identifiers;

public sealed class S3UriTests
{
    [Theory]
    [InlineData("s3://b/k/x.csv", "b", "k/x.csv")]
    [InlineData("s3://b/", "b", "")]
    [InlineData("s3://b", "b", "")]
    [InlineData("s3://b//k", "b", "/k")]
    public void A_place_has_a_bucket_and_a_key(string text, string bucket, string key) => Assert.Equal(new S3Uri(bucket, key), S3Uri.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("s3://")]
    [InlineData("s3:///k")]
    [InlineData("S3://b/k")]
    [InlineData("http://b/k")]
    public void Anything_else_is_no_place(string text)
    {
        Assert.False(S3Uri.TryParse(text, out _));
        Assert.Throws<FormatException>(() => S3Uri.Parse(text));
    }

    [Theory]
    [InlineData("s3://b/k", "x.json", "s3://b/k/x.json")]
    [InlineData("s3://b/k/", "x.json", "s3://b/k/x.json")]
    [InlineData("s3://b/k/", "/x.json", "s3://b/k/x.json")]
    [InlineData("s3://b", "x.json", "s3://b/x.json")]
    [InlineData("s3://b/", "/x.json", "s3://b/x.json")]
    public void What_lies_below_is_joined_by_exactly_one_slash(string place, string relative, string expected) =>
        Assert.Equal(expected, S3Uri.Parse(place).Below(relative).ToString());
}
