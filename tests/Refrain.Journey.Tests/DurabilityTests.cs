using System.Diagnostics;
using System.Text;

namespace Refrain.Journey.Tests;

/// <summary>Processes are killed while a step runs; the step is neither lost nor run twice.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_step_finds_the_running_job_and_finishes_it()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var gate = new Gate();
        var execution = await StartGatedAsync(server, gate);
        await UntilRunningAsync(server, execution);

        await server.KillAsync();
        gate.Open();
        await server.StartAgainAsync();

        await AssertRanOnceAsync(server, execution);
    }

    [Fact]
    public async Task A_job_survives_its_supervisor()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var gate = new Gate();
        var execution = await StartGatedAsync(server, gate);
        await UntilRunningAsync(server, execution);

        KillSupervisor(server);
        gate.Open();

        await AssertRanOnceAsync(server, execution);
    }

    [Fact]
    public async Task A_job_survives_server_and_supervisor_together()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var gate = new Gate();
        var execution = await StartGatedAsync(server, gate);
        await UntilRunningAsync(server, execution);

        KillSupervisor(server);
        await server.KillAsync();
        gate.Open();
        await server.StartAgainAsync();

        await AssertRanOnceAsync(server, execution);
    }

    [Fact]
    public async Task A_job_that_ended_while_nobody_watched_is_recorded_with_its_exit_code()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var gate = new Gate();
        await server.CreatePipelineAsync("Gated", Definitions.Pipeline(Definitions.Shell("Work", $"{gate.Wait}; echo the last words; exit 7")));
        var execution = await server.StartExecutionAsync("Gated");
        await UntilRunningAsync(server, execution);

        await server.KillAsync();
        gate.Open();
        await Task.Delay(500, TestContext.Current.CancellationToken); // long enough for the job to end with no server there
        await server.StartAgainAsync();

        Assert.Equal("Failed", await server.EndAsync(execution));
        var reason = (await server.StepsAsync(execution))["Work"].GetProperty("FailureReason").GetString();
        Assert.Contains("exit code: 7", reason, StringComparison.Ordinal);
        Assert.Contains("the last words", reason, StringComparison.Ordinal);
    }

    private static async Task<string> StartGatedAsync(ServerUnderTest server, Gate gate)
    {
        await server.S3.CreateBucketAsync("journey", TestContext.Current.CancellationToken);
        await server.CreatePipelineAsync("Gated", Definitions.Pipeline(
            Definitions.Shell("Work", $"echo run >> /opt/ml/processing/out/marks; {gate.Wait}").WithOutput("out", "s3://journey/out"),
            Definitions.Shell("After", "cat /opt/ml/processing/in/marks").WithInput("in", Definitions.OutputOf("Work", "out"))));
        return await server.StartExecutionAsync("Gated");
    }

    private static async Task UntilRunningAsync(ServerUnderTest server, string execution) => await ServerUnderTest.UntilAsync(
        async () => (await server.StepsAsync(execution)).TryGetValue("Work", out var step) && step.GetProperty("StepStatus").GetString() == "Executing" ? "" : null,
        "the step to run");

    private static async Task AssertRanOnceAsync(ServerUnderTest server, string execution)
    {
        Assert.Equal("Succeeded", await server.EndAsync(execution));
        using var marks = new MemoryStream();
        await server.S3.GetObjectAsync("journey", "out/marks", marks, TestContext.Current.CancellationToken);
        Assert.Equal("run\n", Encoding.UTF8.GetString(marks.ToArray()));
        Assert.Equal(["After", "Work"], (await server.StepsAsync(execution)).Keys.Order());
    }

    private static void KillSupervisor(ServerUnderTest server)
    {
        var supervisors = Process.GetProcesses().Where(process => IsSupervisorOf(process.Id, server.DataDirectory)).ToList();
        Native.KillAtOnce(Assert.Single(supervisors).Id);
    }

    private static bool IsSupervisorOf(int process, string dataDirectory)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/cmdline");
            return line.Contains("refrain-supervisor", StringComparison.Ordinal) && line.Contains(dataDirectory, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it ended meanwhile
        }
    }
}
