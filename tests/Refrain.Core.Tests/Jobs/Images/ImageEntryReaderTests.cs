using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;

namespace Refrain.Core.Tests.Jobs.Images;

public sealed class ImageEntryReaderTests
{
    [Fact]
    public void An_entry_says_what_stands_for_its_images()
    {
        var (entries, problems) = Read("""
            {"images": [{
              "name": "forecast", "match": ["*/forecast:2.*"], "python": "/opt/venv/bin/python3", "packages": ["pandas", "prophet"], "programs": ["gcc"], "runsScripts": true,
              "process": ["/opt/run"], "train": ["/opt/train", "--all"], "serve": ["/opt/serve"], "algorithm": "xgboost", "modelFormat": "native-booster", "environment": {"THREADS": "2"}
            }]}
            """);

        Assert.Empty(problems);
        var entry = Assert.Single(entries);
        Assert.Equal("/opt/venv/bin/python3", entry.Interpreter);
        Assert.Equal([new PythonPackage("pandas", "python3-pandas", "pandas"), new PythonPackage("prophet", null, "prophet")], entry.Packages);
        Assert.True(entry.RunsScripts);
        Assert.Equal(["/opt/train", "--all"], entry.Train);
        Assert.Equal(BuiltInAlgorithm.XGBoost, entry.Algorithm);
        Assert.Equal(ModelFormat.NativeBooster, entry.ModelFormat);
        Assert.Equal([new EnvironmentVariable("THREADS", "2")], entry.Environment);
        Assert.True(entry.Images[0].Matches(ImageReference.Parse("1.dkr.ecr.eu-west-1.amazonaws.com/team/forecast:2.1")));
    }

    [Theory]
    [InlineData("[]", "$", "the one member 'images'")]
    [InlineData("""{"image": []}""", "$", "the one member 'images'")]
    [InlineData("""{"images": [1]}""", "$.images[0]", "An entry is an object")]
    [InlineData("""{"images": [{"match": ["a"]}]}""", "$.images[0].name", "needs a name")]
    [InlineData("""{"images": [{"name": "a"}]}""", "$.images[0].match", "needs the images")]
    [InlineData("""{"images": [{"name": "a", "match": ["b c"]}]}""", "$.images[0].match[0]", "'b c' is not an image's name")]
    [InlineData("""{"images": [{"name": "a", "match": "b"}]}""", "$.images[0].match", "must be an array of texts")]
    [InlineData("""{"images": [{"name": "a", "match": ["b"], "python": "python3"}]}""", "$.images[0].python", "absolute path")]
    [InlineData("""{"images": [{"name": "a", "match": ["b"], "pyhton": "/p"}]}""", "$.images[0].pyhton", "no member 'pyhton'")]
    [InlineData("""{"images": [{"name": "a", "match": ["b"], "modelFormat": "onnx"}]}""", "$.images[0].modelFormat", "no modelFormat")]
    [InlineData("""{"images": [{"name": "a", "match": ["b"], "runsScripts": "yes"}]}""", "$.images[0].runsScripts", "true or false")]
    [InlineData("""{"images": [{"name": "a", "match": ["b"], "environment": {"A": 1}}]}""", "$.images[0].environment", "object of texts")]
    [InlineData("""{"images": [{"name": "a", "match": ["b"]}, {"name": "a", "match": ["c"]}]}""", "$.images", "Two entries are named 'a'")]
    public void What_is_wrong_is_said_with_its_place(string text, string path, string message)
    {
        var (entries, problems) = Read(text);

        Assert.Empty(entries);
        Assert.Contains(problems, problem => problem.Path == path && problem.Message.Contains(message, StringComparison.Ordinal) && problem.Expected.Length > 0);
    }

    private static (ValueList<ImageEntry> Entries, ValueList<Diagnostic> Problems) Read(string text) => ImageEntryReader.Read(new RawJson(text).Parse());
}
