using Refrain.Journey.Tests;

namespace Refrain.Conformance.Tests.Pipelines;

/// <summary>The AWS command line, in a shell that sourced the output of <c>refrain env</c> and was told nothing else.</summary>
public sealed class AwsCliTests(BuiltServer server)
{
    [Fact]
    public async Task A_shell_that_refrain_env_prepared_runs_a_pipeline_and_a_job()
    {
        using var folder = new ClientFolder();
        _ = ClientProgram.AwsCli; // skips where it is not installed
        var environment = new Dictionary<string, string>
        {
            ["REFRAIN_DATA_DIR"] = server.Server.DataDirectory, ["AWS_CONFIG_FILE"] = "/dev/null", ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null", ["AWS_PAGER"] = "",
        };

        var run = await ClientProgram.Bash.RunAsync(environment, folder.Path, ClientFolder.Script("Pipelines/pipelines.sh"), BuiltRefrain.Cli);

        Assert.True(run.ExitCode == 0 && run.Output.EndsWith("done\n", StringComparison.Ordinal), run.ToString());
    }
}
