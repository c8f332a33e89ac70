using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Aws.SigV4;

namespace Refrain.Campaign;

/// <summary>The server of one data folder, over its many lives, as callers see it who ask again until somebody answers.</summary>
internal sealed class CampaignServer : IAsyncDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentQueue<string> said = new();
    private volatile AwsJsonClient? client;
    private Process? process;
    private Task<bool> ready = Task.FromResult(false);

    public string Data { get; } = Directory.CreateTempSubdirectory("refrain-campaign-").FullName;

    /// <summary>How often the supervisor was killed between making a process and that process's becoming the job.</summary>
    public int AmidSpawn { get; private set; }

    /// <summary>What all its lives wrote to their standard error.</summary>
    public IReadOnlyCollection<string> Said => said;

    /// <summary>True once this life answers requests; false when it ended before.</summary>
    public Task<bool> Ready => ready;

    public void Start(string isolation)
    {
        var program = Path.Combine(Root(), "artifacts", "refrain", "refrain-server");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException($"{program} is not there. Run ./build first.");
        }

        process = Process.Start(new ProcessStartInfo(program, ["--urls", "http://127.0.0.1:0", "--data-dir", Data, "--isolation", isolation])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!; // without a shell there is a process
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                said.Enqueue(text);
            }
        };
        process.BeginErrorReadLine();
        ready = BecomeReadyAsync(process);
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        client = null;
        process!.Kill(); // started before
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>
    /// <c>kill -9</c> of the supervisor of this folder; false when there was none. A job that it is starting right now looks just like it until it becomes its own
    /// program, and is to live: that one is its child.
    /// </summary>
    public bool KillSupervisor()
    {
        var found = ProcessList.Naming("refrain-supervisor", Data);
        var supervisors = found.Where(id => !found.Contains(ProcessList.ParentOf(id))).ToList();
        supervisors.ForEach(ProcessList.Kill);
        AmidSpawn += found.Count > supervisors.Count ? 1 : 0;
        return supervisors.Count > 0;
    }

    /// <summary>Asks until there is an answer, over as many lives as it takes. Requests that must not be done twice bear a token.</summary>
    public async Task<JsonElement> CallAsync(string operation, JsonObject request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (client is { } living)
                {
                    return await living.CallAsync($"SageMaker.{operation}", request, cancellationToken);
                }
            }
            catch (AwsEndpointUnreachableException)
            {
                // killed meanwhile
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // killed in the middle of its answer
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        ProcessList.Terminate(process!.Id); // the last life
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        process.Dispose();
        http.Dispose();
        await Waiting.UntilAsync(() => ProcessList.Naming(Data).Count == 0, TimeSpan.FromSeconds(60), "the supervisor to leave");
        Directory.Delete(Data, recursive: true);
    }

    private async Task<bool> BecomeReadyAsync(Process life)
    {
        try
        {
            if (await life.StandardOutput.ReadLineAsync() is null)
            {
                return false;
            }

            var about = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Data, "server.json")))!; // an object, written before the line
            var keys = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Data, "credentials.json")))!; // as above
            var credentials = new AwsCredentials(keys["accessKeyId"]!.GetValue<string>(), keys["secretAccessKey"]!.GetValue<string>(), null);
            var connection = new AwsConnection(new Uri(about["endpoint"]!.GetValue<string>()), "us-east-1", credentials);
            client = new AwsJsonClient(http, connection, "sagemaker", TimeProvider.System);
            return true;
        }
        catch (Exception killed) when (killed is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Refrain.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The campaign does not run inside a checkout of Refrain.");
    }
}
