using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests.Hosting;

/// <summary>The program itself: what it prints, leaves behind and ends with.</summary>
public sealed class ServerProcessTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    private string Data => folder.File("data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_server_says_one_line_when_ready_and_cleans_up_when_asked_to_end()
    {
        using var server = Start("--data-dir", Data);
        var ready = await server.StandardOutput.ReadLineAsync(cancellation);
        var told = Json("server.json");

        Assert.Equal($"Refrain is ready at {told["endpoint"]} (data in {Data})", ready);
        Assert.Equal((server.Id, "us-east-1", "123456789012"), ((int)told["pid"]!, (string?)told["region"], (string?)told["account"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "credentials.json")));
        Assert.Equal(200, (await Client().SendAsync("ListPipelines", "{}")).Status);

        await EndAsync(server, "TERM");
        Assert.Equal(0, server.ExitCode);
        Assert.False(File.Exists(Path.Combine(Data, "server.json")));
        Assert.Equal(("", ""), (await server.StandardOutput.ReadToEndAsync(cancellation), await server.StandardError.ReadToEndAsync(cancellation)));
    }

    [Fact]
    public async Task Keys_and_pipelines_outlive_a_restart()
    {
        using (var first = Start("--data-dir", Data))
        {
            await first.StandardOutput.ReadLineAsync(cancellation);
            await Client().CreateAsync("Outlives", TestPipeline.Draw("A"));
            await EndAsync(first, "INT");
            Assert.Equal(0, first.ExitCode);
        }

        using var second = Start("--data-dir", Data);
        await second.StandardOutput.ReadLineAsync(cancellation);
        Assert.Equal("Outlives", (string?)(await Client().CallAsync("DescribePipeline", new { PipelineName = "Outlives" }))["PipelineName"]);
        await EndAsync(second, "TERM");
    }

    [Fact]
    public async Task A_log_in_json_names_execution_step_attempt_and_request_in_every_line_that_is_about_them()
    {
        using var server = Start("--data-dir", Data, "--isolation", "none", "--verbose", "--log-format", "json");
        await server.StandardOutput.ReadLineAsync(cancellation);
        await Client().CreateAsync("Logged", TestPipeline.Draw("A"));
        var execution = await Client().RunAsync("Logged");
        await Client().SendAsync("DescribePipeline", """{"PipelineName":"Missing"}""");
        await EndAsync(server, "TERM");
        var lines = (await server.StandardError.ReadToEndAsync(cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!.AsObject()).ToList();

        Assert.All(lines, line => Assert.Equal(["time", "level", "category", "eventId", "message"], line.Select(member => member.Key).Take(5)));
        var ofStep = lines.Where(line => ((string?)line["message"])!.Contains("step A", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.Contains(ofStep, line => (int)line["eventId"]! == 3005);
        Assert.Contains(ofStep, line => (int)line["eventId"]! == 2003);
        Assert.All(ofStep, line => Assert.Equal((execution.Split('/')[^1], "A", 1), (((string?)line["execution"])!.Split('/')[^1], (string?)line["step"], (int)line["attempt"]!)));
        Assert.All(ofStep, line => Assert.False(line.ContainsKey("requestId"))); // nobody asked for what a step does
        var refused = Assert.Single(lines, line => (int)line["eventId"]! == 5002);
        Assert.Contains((string?)refused["requestId"] ?? "?", (string?)refused["message"], StringComparison.Ordinal);
        Assert.Single(lines, line => (string?)line["level"] == "warning"); // that jobs are not kept apart, once
    }

    [Fact]
    public async Task A_step_runs_for_real_and_its_log_can_be_read()
    {
        using var server = Start("--data-dir", Data, "--isolation", "none");
        await server.StandardOutput.ReadLineAsync(cancellation);
        var definition = TestPipeline.Draw("Echo").Replace("\"/bin/true\"", "\"/bin/sh\",\"-c\",\"echo really ran; exit 3\"", StringComparison.Ordinal);
        await Client().CreateAsync("Real", definition);
        var execution = await Client().RunAsync("Real");
        var step = (await Client().StepsAsync(execution)).Single();
        var log = await Http().SendAsync("GET", $"/api/v1/executions/{execution[^12..]}/steps/Echo/logs?follow=true");

        Assert.Equal("Failed", (string?)step["StepStatus"]);
        Assert.Contains("exit code: 3", (string?)step["FailureReason"], StringComparison.Ordinal);
        Assert.Contains("really ran", (string?)step["FailureReason"], StringComparison.Ordinal);
        Assert.EndsWith("really ran\n", log.Text, StringComparison.Ordinal);
        await EndAsync(server, "TERM");
        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public async Task A_job_outside_any_pipeline_outlives_its_server_and_runs_once()
    {
        var (count, gate) = (folder.File("count"), folder.File("gate"));
        var job = SageMaker.DirectJobTests.Training("outlives", new
        {
            Environment = new { WORD = "ran" },
            AlgorithmSpecification = new
            {
                TrainingImage = "refrain.local/host", TrainingInputMode = "File",
                ContainerEntrypoint = new[] { "/bin/sh", "-c", $"echo $WORD >> {count}; while [ ! -e {gate} ]; do sleep 0.05; done" },
            },
        });
        using (var first = Start("--data-dir", Data, "--isolation", "none"))
        {
            await first.StandardOutput.ReadLineAsync(cancellation);
            await Client().CallAsync("CreateTrainingJob", job);
            while (!File.Exists(count))
            {
                await Task.Delay(20, cancellation);
            }

            await EndAsync(first, "KILL");
        }

        await File.WriteAllTextAsync(gate, "", cancellation);
        using var second = Start("--data-dir", Data, "--isolation", "none");
        await second.StandardOutput.ReadLineAsync(cancellation);
        Assert.StartsWith("ResourceInUse: ", await Client().RefusedAsync("CreateTrainingJob", job), StringComparison.Ordinal);
        string? status;
        while ((status = (string?)(await Client().CallAsync("DescribeTrainingJob", new { TrainingJobName = "outlives" }))["TrainingJobStatus"]) == "InProgress")
        {
            await Task.Delay(20, cancellation);
        }

        Assert.Equal(("Completed", "ran\n"), (status, await File.ReadAllTextAsync(count, cancellation)));
        await EndAsync(second, "TERM");
    }

    [Fact]
    public async Task A_second_server_on_one_data_folder_is_refused()
    {
        using var first = Start("--data-dir", Data);
        await first.StandardOutput.ReadLineAsync(cancellation);

        Assert.Equal(
            (1, $"refrain-server: The data folder '{Data}' is in use by another Refrain server: stop that one, or give this one another folder.\n"), await FailAsync("--data-dir", Data));
        Assert.True(File.Exists(Path.Combine(Data, "server.json")));
        await EndAsync(first, "TERM");
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        var (code, said) = await FailAsync("--data-dir", Data, "--urls", url);

        Assert.Equal(1, code);
        Assert.StartsWith($"refrain-server: Cannot listen at {url}: ", said, StringComparison.Ordinal);
        Assert.EndsWith("Choose another address with --urls; port 0 takes a free one.\n", said, StringComparison.Ordinal);
        Assert.Single(said.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_told_in_one_line()
    {
        await File.WriteAllTextAsync(folder.File("file"), "", cancellation);
        var (code, said) = await FailAsync("--data-dir", folder.File("file/data"));

        Assert.Equal(1, code);
        Assert.StartsWith($"refrain-server: '{folder.File("file/data")}' cannot be used", said, StringComparison.Ordinal);
        Assert.Single(said.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Damaged_keys_are_told_and_left_alone()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "credentials.json"), "{\"accessKeyId\":\"only\"}", cancellation);
        var (code, said) = await FailAsync("--data-dir", Data);

        Assert.Equal(1, code);
        Assert.Contains("does not hold credentials (a member is missing)", said, StringComparison.Ordinal);
        Assert.Equal("{\"accessKeyId\":\"only\"}", await File.ReadAllTextAsync(Path.Combine(Data, "credentials.json"), cancellation));
    }

    [Fact]
    public async Task New_keys_are_not_made_for_a_server_that_others_can_reach()
    {
        var (code, said) = await FailAsync("--data-dir", Data, "--urls", "http://0.0.0.0:0", "--insecure-http");

        Assert.Equal(1, code);
        Assert.StartsWith("refrain-server: http://0.0.0.0:0 can be reached from other machines, and ", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_wrong_option_ends_with_code_2() =>
        Assert.Equal((2, "refrain-server: Unknown option '--port'.\nTry 'refrain-server --help'.\n"), await FailAsync("--port", "80"));

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "refrain-server"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    private async Task<(int Code, string Said)> FailAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var said = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, said);
    }

    private async Task EndAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
    }

    private JsonObject Json(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Data, file)))!.AsObject();

    private SageMakerClient Client() => new(Http());

    private SignedHttp Http()
    {
        var keys = Json("credentials.json");
        return new SignedHttp(
            new HttpClient(), new Uri((string)Json("server.json")["endpoint"]!), new AwsCredentials((string)keys["accessKeyId"]!, (string)keys["secretAccessKey"]!));
    }
}
