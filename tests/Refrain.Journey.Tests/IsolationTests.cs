using System.Text.Json;

namespace Refrain.Journey.Tests;

/// <summary>What a step can see of the host, through a real server.</summary>
public sealed class IsolationTests
{
    [Fact]
    public async Task A_step_sees_neither_the_servers_environment_nor_its_data_folder()
    {
        await using var server = await ServerUnderTest.StartAsync(new Dictionary<string, string> { ["SECRET_OF_THE_SERVER"] = "do-not-tell" });
        var log = await LogOfAsync(server);
        var secret = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(server.DataDirectory, "credentials.json"), TestContext.Current.CancellationToken))
            .RootElement.GetProperty("secretAccessKey").GetString()!; // the server wrote it

        Assert.Contains("marker-of-the-log", log, StringComparison.Ordinal);
        Assert.DoesNotContain("do-not-tell", log, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        Assert.DoesNotContain("refrain.db", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_isolation_a_step_still_has_no_variable_of_the_server()
    {
        await using var server = await ServerUnderTest.StartAsync(
            new Dictionary<string, string> { ["SECRET_OF_THE_SERVER"] = "do-not-tell" }, "--isolation", "none");
        var log = await LogOfAsync(server);

        Assert.Contains("marker-of-the-log", log, StringComparison.Ordinal);
        Assert.DoesNotContain("do-not-tell", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_does_not_see_the_operators_own_keys_to_the_cloud()
    {
        var home = Directory.CreateDirectory($"/var/tmp/refrain-home-{Guid.NewGuid():N}").FullName; // not below /tmp, which jobs have for themselves
        var keys = Directory.CreateDirectory(Path.Combine(home, ".aws")).FullName;
        await File.WriteAllTextAsync(Path.Combine(keys, "credentials"), "do-not-tell", TestContext.Current.CancellationToken);
        await using var server = await ServerUnderTest.StartAsync(new Dictionary<string, string> { ["HOME"] = home });

        var log = await LogOfAsync(server, $"echo marker-of-the-log; cat {keys}/credentials; ls -a {keys}; true");
        Directory.Delete(home, recursive: true);

        Assert.Contains("marker-of-the-log", log, StringComparison.Ordinal);
        Assert.DoesNotContain("do-not-tell", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_the_steps_processes()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await server.CreatePipelineAsync("Sleeps", Definitions.Pipeline(Definitions.Shell("Sleep", "sleep 987.125 & sleep 987.25")));
        var execution = await server.StartExecutionAsync("Sleeps");
        await ServerUnderTest.UntilAsync(() => Task.FromResult(Processes.Naming("sleep 987.25").Count > 0 ? "" : null), "the step's program");

        var stopped = await BuiltRefrain.RunAsync(server.CliEnvironment, "stop", execution, "--wait");

        Assert.Equal("Stopped", await server.StatusAsync(execution));
        Assert.Equal("Stopped", (await server.StepsAsync(execution))["Sleep"].GetProperty("StepStatus").GetString());
        Assert.True(stopped.ExitCode is 0 or 4, stopped.ToString());
        await Processes.GoneAsync("sleep 987.");
    }

    private static string Look(string dataDirectory) => $"echo marker-of-the-log; env; cat {dataDirectory}/credentials.json; ls -a {dataDirectory}; pwd; id -u; true";

    private static Task<string> LogOfAsync(ServerUnderTest server) => LogOfAsync(server, Look(server.DataDirectory));

    private static async Task<string> LogOfAsync(ServerUnderTest server, string script)
    {
        await server.CreatePipelineAsync("Looks", Definitions.Pipeline(Definitions.Shell("Look", script)));
        var execution = await server.StartExecutionAsync("Looks");
        Assert.Equal("Succeeded", await server.EndAsync(execution));
        var run = await BuiltRefrain.RunAsync(server.CliEnvironment, "logs", execution, "--step", "Look");
        Assert.True(run.ExitCode == 0, run.ToString());
        return run.Output;
    }
}
