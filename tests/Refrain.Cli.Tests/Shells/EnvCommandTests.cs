using System.Diagnostics;
using System.Text.Json.Nodes;
using Refrain.Cli.Shells;
using Refrain.Cli.Tests.Wire;

namespace Refrain.Cli.Tests.Shells;

public sealed class EnvCommandTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("refrain-env-").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public async Task A_shell_learns_the_address_the_keys_and_the_defaults_file()
    {
        using var server = new FakeServer();
        var run = await RefrainRun.OfAsync(server, "env --shell bash --region eu-west-1 --bucket my-data", variables: ("XDG_CONFIG_HOME", home));
        var file = Path.Combine(home, "refrain", "sagemaker-defaults.yaml");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal(
            $"""
            export AWS_ENDPOINT_URL='{server.Endpoint.TrimEnd('/').Replace("localhost", "127.0.0.1", StringComparison.Ordinal)}'
            export AWS_REGION='eu-west-1'
            export AWS_DEFAULT_REGION='eu-west-1'
            export AWS_ACCESS_KEY_ID='{FakeServer.AccessKey}'
            export AWS_SECRET_ACCESS_KEY='secret'
            unset AWS_SESSION_TOKEN
            export SAGEMAKER_USER_CONFIG_OVERRIDE='{file}'

            """,
            run.Out);
        Assert.Equal(
            """
            # Written by 'refrain env'. SAGEMAKER_USER_CONFIG_OVERRIDE names it to the SageMaker Python SDK.
            SchemaVersion: '1.0'
            SageMaker:
              PythonSDK:
                Modules:
                  TelemetryOptOut: true
                  Session:
                    DefaultS3Bucket: my-data

            """,
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_file_lies_in_the_data_folder_where_there_is_one()
    {
        using var server = new FakeServer();
        var run = await RefrainRun.OfAsync(server, ["env", "--shell", "json", "--data-dir", home]);

        Assert.Equal(Path.Combine(home, "sagemaker-defaults.yaml"), (string?)JsonNode.Parse(run.Out)!["SAGEMAKER_USER_CONFIG_OVERRIDE"]);
        Assert.Contains("DefaultS3Bucket: refrain-us-east-1", await File.ReadAllTextAsync(Path.Combine(home, "sagemaker-defaults.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_is_none_is_refused()
    {
        using var server = new FakeServer();
        var run = await RefrainRun.OfAsync(server, "env --bucket My_Data", variables: ("XDG_CONFIG_HOME", home));

        Assert.Equal((ExitCode.Usage, "", "refrain: 'My_Data' is no name of a bucket. Use 3 to 63 lower-case letters, digits and hyphens.\n"), (run.Code, run.Out, run.Error));
    }

    [Theory]
    [InlineData("fish", "set -gx A 'it\\'s \\\\ $HOME'\nset -e B")]
    [InlineData("powershell", "$env:A = 'it''s \\ $HOME'\nRemove-Item Env:B -ErrorAction SilentlyContinue")]
    [InlineData("bash", "export A='it'\\''s \\ $HOME'\nunset B")]
    public void Every_shell_has_its_own_words(string shell, string expected) => Assert.Equal(expected, ShellText.Write(shell, [("A", "it's \\ $HOME"), ("B", null)]));

    [Theory]
    [InlineData("/usr/bin/fish", "fish")]
    [InlineData("/usr/bin/pwsh", "powershell")]
    [InlineData("/bin/zsh", "bash")]
    [InlineData(null, "bash")]
    public void The_shell_is_that_of_the_user(string? shell, string expected) => Assert.Equal(expected, ShellText.Of(shell));

    [Fact]
    public async Task A_shell_reads_the_values_as_they_are()
    {
        var value = "a'b\"c\\d $HOME `x` $(x)\tü";
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{ShellText.Write("bash", [("V", value)])}\nprintf %s \"$V\""]) { RedirectStandardOutput = true })!;

        Assert.Equal(value, await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
