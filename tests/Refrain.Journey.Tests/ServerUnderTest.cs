using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;

namespace Refrain.Journey.Tests;

/// <summary>A real server process on a data folder of its own; it can be killed and started again on the same folder.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly string[] options;
    private readonly IReadOnlyDictionary<string, string>? environment;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentQueue<string> log = new();
    private Process? process;

    private ServerUnderTest(string dataDirectory, IReadOnlyDictionary<string, string>? environment, string[] options) =>
        (DataDirectory, this.environment, this.options) = (dataDirectory, environment, options);

    public string DataDirectory { get; }

    /// <summary>The server's own process, not that of the CLI that started it.</summary>
    public int ServerProcessId { get; private set; }

    /// <summary>What the server wrote to its standard error.</summary>
    public IReadOnlyCollection<string> Log => log;

    public string ReadyLine { get; private set; } = "";

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    public AwsCredentials Keys { get; private set; } = new("", "", null);

    public AwsJsonClient SageMaker { get; private set; } = null!; // set by StartAsync, which is the only way to get an instance

    public S3Client S3 { get; private set; } = null!; // as above

    /// <summary>What a CLI needs to talk to this server.</summary>
    public IReadOnlyDictionary<string, string> CliEnvironment => new Dictionary<string, string> { ["REFRAIN_DATA_DIR"] = DataDirectory };

    public static Task<ServerUnderTest> StartAsync(params string[] options) => StartAsync(environment: null, options);

    public static Task<ServerUnderTest> StartAsync(IReadOnlyDictionary<string, string>? environment, params string[] options) =>
        StartInAsync(Directory.CreateTempSubdirectory("refrain-journey-").FullName, environment, options);

    /// <summary>On a data folder that the test chose; it is removed in the end as any other.</summary>
    public static async Task<ServerUnderTest> StartInAsync(string dataDirectory, IReadOnlyDictionary<string, string>? environment = null, params string[] options)
    {
        var server = new ServerUnderTest(dataDirectory, environment, options);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A server on a folder that was made from a backup.</summary>
    public static async Task<ServerUnderTest> OnRestoredAsync(string backup)
    {
        var server = new ServerUnderTest(Directory.CreateTempSubdirectory("refrain-journey-").FullName, environment: null, []);
        var restored = await BuiltRefrain.RunAsync(null, "restore", backup, "--data-dir", server.DataDirectory);
        Assert.True(restored.ExitCode == 0, restored.ToString());
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        process = BuiltRefrain.Start(environment, ["serve", "--urls", "http://127.0.0.1:0", "--data-dir", DataDirectory, .. options]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        ReadyLine = await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException($"No ready line: {await process.StandardError.ReadToEndAsync(limit.Token)}");
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = KeepLogAsync(process.StandardError);
        var about = Read("server.json");
        var keys = Read("credentials.json");
        ServerProcessId = about["pid"]!.GetValue<int>();
        Endpoint = new Uri(about["endpoint"]!.GetValue<string>());
        Keys = new AwsCredentials(keys["accessKeyId"]!.GetValue<string>(), keys["secretAccessKey"]!.GetValue<string>(), null);
        var connection = new AwsConnection(Endpoint, "us-east-1", Keys);
        SageMaker = new AwsJsonClient(http, connection, "sagemaker", TimeProvider.System);
        S3 = new S3Client(http, connection, TimeProvider.System);
    }

    /// <summary><c>kill -9</c>: no goodbye.</summary>
    public async Task KillAsync()
    {
        Process.GetProcessById(ServerProcessId).Kill();
        await process!.WaitForExitAsync(CancellationToken.None); // started by StartAgainAsync
        process.Dispose();
        process = null;
    }

    public Task<JsonElement> CallAsync(string operation, JsonObject request) => SageMaker.CallAsync($"SageMaker.{operation}", request, TestContext.Current.CancellationToken);

    public async Task CreatePipelineAsync(string name, JsonObject definition) => await CallAsync("CreatePipeline", new JsonObject
    {
        ["PipelineName"] = name,
        ["PipelineDefinition"] = definition.ToJsonString(),
        ["RoleArn"] = "arn:aws:iam::123456789012:role/Journey",
    });

    public async Task<string> StartExecutionAsync(string pipeline, JsonObject? more = null)
    {
        var request = more ?? [];
        request["PipelineName"] = pipeline;
        return (await CallAsync("StartPipelineExecution", request)).GetProperty("PipelineExecutionArn").GetString()!; // required member
    }

    public async Task<string> StatusAsync(string execution) =>
        (await CallAsync("DescribePipelineExecution", new JsonObject { ["PipelineExecutionArn"] = execution })).GetProperty("PipelineExecutionStatus").GetString()!; // required

    /// <summary>Waits for the execution's end.</summary>
    /// <summary>The ARN of the oldest execution of a pipeline that succeeded.</summary>
    public async Task<string> FirstSuccessAsync(string pipeline)
    {
        var all = await CallAsync("ListPipelineExecutions", new JsonObject { ["PipelineName"] = pipeline, ["SortOrder"] = "Ascending" });
        return all.GetProperty("PipelineExecutionSummaries").EnumerateArray()
            .First(one => one.GetProperty("PipelineExecutionStatus").GetString() == "Succeeded").GetProperty("PipelineExecutionArn").GetString()!; // always there
    }

    public Task<string> EndAsync(string execution) => UntilAsync(
        async () => await StatusAsync(execution) is var status && status is "Executing" or "Stopping" ? null : status, $"the end of {execution}");

    public async Task<IReadOnlyDictionary<string, JsonElement>> StepsAsync(string execution) =>
        (await CallAsync("ListPipelineExecutionSteps", new JsonObject { ["PipelineExecutionArn"] = execution }))
            .GetProperty("PipelineExecutionSteps").EnumerateArray().ToDictionary(step => step.GetProperty("StepName").GetString()!, step => step); // names are always there

    /// <summary>Asks until there is an answer.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T?>> ask, string what)
        where T : class
    {
        for (var asked = Stopwatch.StartNew(); asked.Elapsed < TimeSpan.FromSeconds(90);)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"Waited 90 s for {what}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            Native.Terminate(ServerProcessId);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
            process.Dispose();
        }

        http.Dispose();
        await Processes.GoneAsync(DataDirectory);
        Directory.Delete(DataDirectory, recursive: true);
    }

    private async Task KeepLogAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync(CancellationToken.None) is { } line)
        {
            log.Enqueue(line);
        }
    }

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(DataDirectory, file)))!; // the server wrote an object
}
