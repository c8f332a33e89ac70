using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Core.Tests.Jobs;

public sealed class S3PrefixTests
{
    [Theory]
    [InlineData("code/prep.py", "code/prep.py", "code/prep.py=prep.py")]
    [InlineData("prep.py", "prep.py", "prep.py=prep.py")]
    [InlineData("code/prep.py", "code/prep.py code/prep.py.bak", "code/prep.py=prep.py")]
    [InlineData("data", "data data/x", "data=data")]
    [InlineData("data/", "data/a data/sub/b", "data/a=a data/sub/b=sub/b")]
    [InlineData("data", "data/a data/sub/b", "data/a=a data/sub/b=sub/b")]
    [InlineData("data/tr", "data/train.csv data/trial/x.csv", "data/train.csv=train.csv data/trial/x.csv=trial/x.csv")]
    [InlineData("data", "data/a database/b", "data/a=data/a database/b=database/b")]
    [InlineData("tr", "train.csv", "train.csv=train.csv")]
    [InlineData("", "a b/c", "a=a b/c=b/c")]
    [InlineData("data/", "data/ data/a data/sub/", "data/a=a")]
    [InlineData("data/", "data/", "")]
    [InlineData("data", "", "")]
    public void Objects_get_their_names_below_the_inputs_directory(string prefix, string keys, string expected) =>
        Assert.Equal(
            expected,
            string.Join(' ', S3Prefix.LocalNames(prefix, keys.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(name => $"{name.Key}={name.Path}")));

    [Theory]
    [InlineData("s3://b/out/train", "s3://b/out/train", true)]
    [InlineData("s3://b/out/train/", "s3://b/out/train", true)]
    [InlineData("s3://b/out/train", "s3://b/out/train/", true)]
    [InlineData("s3://b/out/train/x.csv", "s3://b/out/train", true)]
    [InlineData("s3://b/out/training", "s3://b/out/train", false)]
    [InlineData("s3://b/out", "s3://b/out/train", false)]
    [InlineData("s3://c/out/train", "s3://b/out/train", false)]
    [InlineData("s3://b/anything", "s3://b/", true)]
    [InlineData("s3://b", "s3://b/", true)]
    public void A_place_lies_within_another_by_whole_segments(string place, string root, bool expected) =>
        Assert.Equal(expected, S3Prefix.LiesWithin(S3Uri.Parse(place), S3Uri.Parse(root)));
}
