using Refrain.Cli.Planning;

namespace Refrain.Cli.Tests.Planning;

public sealed class GivenOutputTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    [Theory]
    [InlineData("Train.ModelArtifacts.S3ModelArtifacts=s3://b/m.tar.gz", "Train", "ModelArtifacts.S3ModelArtifacts", "\"s3://b/m.tar.gz\"")]
    [InlineData("Train.A=b=c", "Train", "A", "\"b=c\"")]
    [InlineData("Train.A=", "Train", "A", "\"\"")]
    [InlineData("Prep.OutputParameters['a=b']=x", "Prep", "OutputParameters['a=b']", "\"x\"")]
    [InlineData("Prep.Outputs[a=b].C=x", "Prep", "Outputs[a=b].C", "\"x\"")]
    [InlineData("Prep.Outputs[\"]=\"].C=x", "Prep", "Outputs[\"]=\"].C", "\"x\"")]
    [InlineData("Eval.Mse=1.50", "Eval", "Mse", "1.50")]
    [InlineData("Check.Outcome=true", "Check", "Outcome", "true")]
    [InlineData("Eval.A=null", "Eval", "A", "null")]
    [InlineData("Eval.A=\"true\"", "Eval", "A", "\"true\"")]
    [InlineData("Eval.PropertyFiles.Report={\"a\":[1,2]}", "Eval", "PropertyFiles.Report", "{\"a\":[1,2]}")]
    [InlineData("Eval.A=True", "Eval", "A", "\"True\"")]
    [InlineData("Eval.A={broken", "Eval", "A", "\"{broken\"")]
    [InlineData("Eval.A=\"\\ud800\"", "Eval", "A", "\"\\u0022\\\\ud800\\u0022\"")]
    public async Task Step_path_and_value_are_told_apart(string text, string step, string path, string value)
    {
        var sent = await GivenOutput.Parse(text).ToJsonAsync(TestContext.Current.CancellationToken);

        Assert.Equal((step, path, value), ($"{sent["stepName"]}", $"{sent["path"]}", sent["value"]?.ToJsonString() ?? "null"));
    }

    [Fact]
    public async Task A_file_gives_its_JSON()
    {
        await File.WriteAllTextAsync(file, """{"mse": 4.5}""", TestContext.Current.CancellationToken);

        var sent = await GivenOutput.Parse($"Eval.PropertyFiles.Report=@{file}").ToJsonAsync(TestContext.Current.CancellationToken);

        Assert.Equal("""{"mse":4.5}""", sent["value"]!.ToJsonString());
    }

    [Fact]
    public async Task A_file_without_JSON_or_without_existence_is_told()
    {
        await File.WriteAllTextAsync(file, "mse: 4.5", TestContext.Current.CancellationToken);

        var broken = await Assert.ThrowsAsync<CliException>(() => GivenOutput.Parse($"Eval.A=@{file}").ToJsonAsync(TestContext.Current.CancellationToken));
        var missing = await Assert.ThrowsAsync<CliException>(() => GivenOutput.Parse("Eval.A=@/nonexistent/x.json").ToJsonAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            ($"'Eval.A=@{file}' is no --set-output: the file '{file}' holds no JSON document.", "Put a text in the file in double quotes.", ExitCode.Usage),
            (broken.Message, broken.Remedy, broken.ExitCode));
        Assert.Contains("/nonexistent/x.json", missing.Message);
        Assert.Contains("a text that begins with '@' goes in double quotes", missing.Remedy);
    }

    [Theory]
    [InlineData("Train", "it has no '=' before the value")]
    [InlineData("Train.A", "it has no '=' before the value")]
    [InlineData("Train.Outputs['a=b'", "it has no '=' before the value")]
    [InlineData("Train=s3://b", "it has no point between step and path")]
    [InlineData("=x", "it has no point between step and path")]
    [InlineData("Train=a.b=c", "it has no point between step and path")]
    [InlineData(".A=b", "it names no step before the point")]
    [InlineData("Train.=b", "it names no path between the point and '='")]
    public void What_is_missing_is_told_with_the_form(string text, string why)
    {
        var wrong = Assert.Throws<CliException>(() => GivenOutput.Parse(text));

        Assert.Equal(($"'{text}' is no --set-output: {why}.", ExitCode.Usage), (wrong.Message, wrong.ExitCode));
        Assert.StartsWith("Write it as --set-output STEP.PATH=VALUE", wrong.Remedy);
    }

    public void Dispose() => File.Delete(file);
}
