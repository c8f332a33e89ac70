using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Campaign;

/// <summary>Starts executions, one after the other on each runner, some of them selective, and stops some; remembers what was promised.</summary>
internal sealed class Runs(CampaignServer server, CancellationToken over)
{
    private readonly ConcurrentDictionary<string, Run> runs = new();
    private volatile string? source;

    /// <summary>Every execution that a caller was told of.</summary>
    public IReadOnlyDictionary<string, Run> All => runs;

    /// <summary>Those that no caller has seen ended.</summary>
    public IEnumerable<string> Open => runs.Where(run => run.Value.Status is null).Select(run => run.Key);

    public async Task CreateAsync(string pipeline, JsonObject definition, CancellationToken cancellationToken) =>
        await server.CallAsync("CreatePipeline", new JsonObject
        {
            ["PipelineName"] = pipeline,
            ["PipelineDefinition"] = definition.ToJsonString(),
            ["RoleArn"] = "arn:aws:iam::123456789012:role/Campaign",
            ["ClientRequestToken"] = Token(),
        }, cancellationToken);

    /// <summary>Runs one after the other until the campaign is over, and sees the last one's end.</summary>
    public async Task KeepRunningAsync(Random random, CancellationToken cancellationToken)
    {
        while (!over.IsCancellationRequested)
        {
            var (kind, stopped, patience) = (random.Next(3), random.Next(4) == 0, random.Next(1200));
            var selective = kind == 2 && source is not null;
            var pipeline = kind == 1 ? Workload.Mixed : Workload.Wide;
            var arn = await StartAsync(pipeline, selective ? source : null, cancellationToken);
            runs[arn] = new Run(pipeline, selective, stopped, null);
            if (stopped)
            {
                await Task.Delay(patience, cancellationToken); // a caller's whim, no wait for anything
                await StopAsync(arn, cancellationToken);
            }

            var status = await EndAsync(arn, cancellationToken);
            runs[arn] = runs[arn] with { Status = status };
            source = pipeline == Workload.Wide && !selective && status == "Succeeded" ? arn : source;
        }
    }

    /// <summary>The steps as ListPipelineExecutionSteps tells them.</summary>
    public async Task<IReadOnlyList<JsonElement>> StepsAsync(string arn, CancellationToken cancellationToken)
    {
        var steps = new List<JsonElement>();
        for (string? next = "", request = ""; next is not null; request = next)
        {
            var body = new JsonObject { ["PipelineExecutionArn"] = arn, ["MaxResults"] = 3 };
            if (request is { Length: > 0 })
            {
                body["NextToken"] = request;
            }

            var page = await server.CallAsync("ListPipelineExecutionSteps", body, cancellationToken);
            steps.AddRange(page.GetProperty("PipelineExecutionSteps").EnumerateArray());
            next = page.TryGetProperty("NextToken", out var token) ? token.GetString() : null;
        }

        return steps;
    }

    public async Task<string> StatusAsync(string arn, CancellationToken cancellationToken) =>
        (await server.CallAsync("DescribePipelineExecution", new JsonObject { ["PipelineExecutionArn"] = arn }, cancellationToken))
            .GetProperty("PipelineExecutionStatus").GetString()!; // a required member

    private async Task<string> StartAsync(string pipeline, string? reference, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["PipelineName"] = pipeline, ["ClientRequestToken"] = Token() };
        if (reference is not null)
        {
            request["SelectiveExecutionConfig"] = new JsonObject
            {
                ["SourcePipelineExecutionArn"] = reference,
                ["SelectedSteps"] = new JsonArray(new JsonObject { ["StepName"] = "Join" }, new JsonObject { ["StepName"] = "Tail" }),
            };
        }

        return (await server.CallAsync("StartPipelineExecution", request, cancellationToken)).GetProperty("PipelineExecutionArn").GetString()!; // as above
    }

    private async Task StopAsync(string arn, CancellationToken cancellationToken)
    {
        try
        {
            await server.CallAsync("StopPipelineExecution", new JsonObject { ["PipelineExecutionArn"] = arn, ["ClientRequestToken"] = Token() }, cancellationToken);
        }
        catch (Aws.AwsServiceException ended) when (ended.Code is "ValidationException" or "ConflictException")
        {
            // it had ended already
        }
    }

    private async Task<string> EndAsync(string arn, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await StatusAsync(arn, cancellationToken) is var status && status is not ("Executing" or "Stopping"))
            {
                return status;
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private static string Token() => Guid.NewGuid().ToString("N");
}

/// <summary>What a caller knows of an execution; no status until its end was seen.</summary>
internal sealed record Run(string Pipeline, bool Selective, bool Stopped, string? Status)
{
    /// <summary>How it may end.</summary>
    public bool MayBe(string status) =>
        status == (Pipeline == Workload.Mixed ? "Failed" : "Succeeded") || (Stopped && status == "Stopped");
}
