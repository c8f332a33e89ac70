using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Aws.SigV4;

namespace Refrain.Benchmarks;

/// <summary>A server process, with a fresh data folder unless one is given.</summary>
internal sealed class MeasuredServer : IDisposable
{
    private readonly DataFolder? own;
    private readonly string data;
    private readonly Process process;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly AwsJsonClient client;
    private readonly int serverProcess;

    public MeasuredServer(string isolation, DataFolder? folder = null, params string[] options)
    {
        own = folder is null ? new DataFolder() : null;
        data = (folder ?? own!).Path; // one of the two is there
        string[] serve = ["serve", "--urls", "http://127.0.0.1:0", "--data-dir", data, "--isolation", isolation, .. options];
        var start = new ProcessStartInfo(Path.Combine(Root(), "artifacts", "refrain", "refrain"), serve) { RedirectStandardOutput = true };
        process = Process.Start(start) ?? throw new InvalidOperationException("refrain did not start. Run ./build first.");
        if (process.StandardOutput.ReadLine() is null)
        {
            throw new InvalidOperationException("refrain serve ended before it was ready.");
        }

        var about = JsonNode.Parse(File.ReadAllText(Path.Combine(data, "server.json")))!; // written before the ready line
        var keys = JsonNode.Parse(File.ReadAllText(Path.Combine(data, "credentials.json")))!; // as above
        var credentials = new AwsCredentials(keys["accessKeyId"]!.GetValue<string>(), keys["secretAccessKey"]!.GetValue<string>(), null);
        Connection = new AwsConnection(new Uri(about["endpoint"]!.GetValue<string>()), "us-east-1", credentials);
        serverProcess = about["pid"]!.GetValue<int>();
        client = new AwsJsonClient(http, Connection, "sagemaker", TimeProvider.System);
    }

    /// <summary>Where it is, and the keys it believes.</summary>
    public AwsConnection Connection { get; }

    public Task<JsonElement> CallAsync(string operation, JsonObject request) => client.CallAsync($"SageMaker.{operation}", request, CancellationToken.None);

    public Task CreatePipelineAsync(string name, JsonObject definition) => CallAsync("CreatePipeline", new JsonObject
    {
        ["PipelineName"] = name,
        ["PipelineDefinition"] = definition.ToJsonString(),
        ["RoleArn"] = "arn:aws:iam::123456789012:role/Benchmark",
    });

    public async Task<string> StartAsync(string pipeline, JsonObject? selective = null)
    {
        var request = new JsonObject { ["PipelineName"] = pipeline };
        if (selective is not null)
        {
            request["SelectiveExecutionConfig"] = selective;
        }

        return (await CallAsync("StartPipelineExecution", request)).GetProperty("PipelineExecutionArn").GetString()!; // a required member
    }

    /// <summary>Waits for the end; asking costs little beside what is measured.</summary>
    public async Task EndAsync(string execution, int askEveryMilliseconds = 2)
    {
        while (true)
        {
            var status = (await CallAsync("DescribePipelineExecution", new JsonObject { ["PipelineExecutionArn"] = execution })).GetProperty("PipelineExecutionStatus").GetString();
            if (status is "Succeeded")
            {
                return;
            }

            if (status is not "Executing")
            {
                throw new InvalidOperationException($"{execution} ended as {status}.");
            }

            await Task.Delay(askEveryMilliseconds);
        }
    }

    /// <summary>Memory of the process, in KiB, as the kernel counts it.</summary>
    public long ResidentKib() => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The most memory that the server's process ever held, in KiB, as the kernel counts it.</summary>
    public long PeakResidentKib() => long.Parse(
        File.ReadLines($"/proc/{serverProcess}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The last line of a step's log, as the server keeps it.</summary>
    public string LastLine(string execution, string step) => File.ReadLines(Path.Combine(data, "logs", execution.Split('/')[^1], $"{step}.1.log")).Last();

    public void Dispose()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            kill.WaitForExit();
        }

        process.WaitForExit();
        process.Dispose();
        http.Dispose();
        own?.Dispose();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Refrain.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Run the benchmarks inside a checkout of Refrain.");
        }

        return folder.FullName;
    }
}
