using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Cli.Tests.Wire;

/// <summary>Pipelines and executions to answer from, in the shapes of the real API.</summary>
internal sealed class FakeAccount
{
    private readonly List<(string Pipeline, string Id, JsonObject Description, JsonArray Steps)> executions = [];
    private readonly List<string> pipelines = [];

    /// <summary>The moment at which the tests happen.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);

    public static string PipelineArn(string pipeline) => $"arn:aws:sagemaker:us-east-1:123456789012:pipeline/{pipeline}";

    public static string Arn(string pipeline, string id) => $"{PipelineArn(pipeline)}/execution/{id}";

    public static string AbaloneDefinition => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Abalone", "pipeline.json"));

    public FakeAccount Pipeline(string name)
    {
        pipelines.Add(name);
        return this;
    }

    /// <summary>Adds an execution; the one added last is the newest.</summary>
    public FakeAccount Execution(string pipeline, string id, string status, double seconds, string? selected = null, string? source = null, params JsonObject[] steps)
    {
        var start = Epoch(executions.Count * 1000);
        var description = new JsonObject
        {
            ["PipelineArn"] = PipelineArn(pipeline),
            ["PipelineExecutionArn"] = Arn(pipeline, id),
            ["PipelineExecutionStatus"] = status,
            ["CreationTime"] = start,
            ["LastModifiedTime"] = start + (decimal)seconds,
        };
        if (selected is not null)
        {
            var config = new JsonObject { ["SelectedSteps"] = new JsonArray([.. selected.Split(',').Select(step => new JsonObject { ["StepName"] = step })]) };
            if (source is not null)
            {
                config["SourcePipelineExecutionArn"] = Arn(pipeline, source);
            }

            description["SelectiveExecutionConfig"] = config;
        }

        executions.Add((pipeline, id, description, new JsonArray([.. steps])));
        return this;
    }

    /// <summary>A step that took some seconds; null while it runs.</summary>
    public static JsonObject Ran(string name, double? seconds, string status = "Succeeded", string? failure = null, string? outcome = null)
    {
        var step = new JsonObject { ["StepName"] = name, ["StepStatus"] = status, ["StartTime"] = Epoch(0), ["AttemptCount"] = 0 };
        if (seconds is { } duration)
        {
            step["EndTime"] = Epoch(0) + (decimal)duration;
        }

        if (failure is not null)
        {
            step["FailureReason"] = failure;
        }

        step["Metadata"] = outcome is null
            ? new JsonObject { ["ProcessingJob"] = new JsonObject { ["Arn"] = $"arn:aws:sagemaker:us-east-1:123456789012:processing-job/{name}" } }
            : new JsonObject { ["Condition"] = new JsonObject { ["Outcome"] = outcome } };
        return step;
    }

    /// <summary>A step taken from another execution.</summary>
    public static JsonObject Reused(string name, string pipeline, string source)
    {
        var step = Ran(name, 0.01);
        step["SelectiveExecutionResult"] = new JsonObject { ["SourcePipelineExecutionArn"] = Arn(pipeline, source) };
        return step;
    }

    /// <summary>Lets a server answer from this account.</summary>
    public FakeServer Serve() => new FakeServer()
        .On("ListPipelines", _ => List("PipelineSummaries", pipelines.Order().Select(Summary)))
        .On("DescribePipeline", body => FakeAnswer.Ok(Description(Text(body, "PipelineName"))))
        .On("ListPipelineExecutions", ListExecutions)
        .On("DescribePipelineExecution", body => FakeAnswer.Ok(Find(body).Description.ToJsonString()))
        .On("ListPipelineExecutionSteps", body => FakeAnswer.Ok(new JsonObject { ["PipelineExecutionSteps"] = Find(body).Steps.DeepClone() }.ToJsonString()))
        .On("DescribePipelineDefinitionForExecution", _ => FakeAnswer.Ok(new JsonObject { ["PipelineDefinition"] = AbaloneDefinition }.ToJsonString()))
        .On("StopPipelineExecution", body => FakeAnswer.Ok(new JsonObject { ["PipelineExecutionArn"] = Text(body, "PipelineExecutionArn") }.ToJsonString()))
        .On("RetryPipelineExecution", body => FakeAnswer.Ok(new JsonObject { ["PipelineExecutionArn"] = Text(body, "PipelineExecutionArn") }.ToJsonString()))
        .On("StartPipelineExecution", body => FakeAnswer.Ok(new JsonObject { ["PipelineExecutionArn"] = Arn(Text(body, "PipelineName"), "newexecution") }.ToJsonString()));

    /// <summary>Lets a Refrain server answer, which plans and starts as well; every plan of a pipeline and of a resumption is the given one.</summary>
    public FakeServer ServeRefrain(string pipeline, JsonObject plan)
    {
        var started = new JsonObject { ["pipelineExecutionArn"] = Arn(pipeline, "newexecution"), ["plan"] = plan.DeepClone() }.ToJsonString();
        var server = Serve()
            .On($"POST /api/v1/pipelines/{pipeline}/plan", plan.ToJsonString())
            .On($"POST /api/v1/pipelines/{pipeline}/executions", started);
        foreach (var (_, id, _, _) in executions)
        {
            server.On($"POST /api/v1/executions/{id}/resume/plan", plan.ToJsonString()).On($"POST /api/v1/executions/{id}/resume", started);
        }

        return server;
    }

    private FakeAnswer ListExecutions(JsonElement body)
    {
        var pipeline = Text(body, "PipelineName");
        if (!pipelines.Contains(pipeline))
        {
            return FakeAnswer.Refuse("ResourceNotFound", $"Pipeline '{PipelineArn(pipeline)}' does not exist.");
        }

        var newestFirst = executions.Where(execution => execution.Pipeline == pipeline).Reverse().Take(body.GetProperty("MaxResults").GetInt32());
        return List("PipelineExecutionSummaries", newestFirst.Select(execution => new JsonObject
        {
            ["PipelineExecutionArn"] = Arn(pipeline, execution.Id),
            ["PipelineExecutionStatus"] = execution.Description["PipelineExecutionStatus"]!.DeepClone(),
            ["StartTime"] = execution.Description["CreationTime"]!.DeepClone(),
        }));
    }

    private static JsonObject Summary(string pipeline) => new()
    {
        ["PipelineArn"] = PipelineArn(pipeline),
        ["PipelineName"] = pipeline,
        ["CreationTime"] = Epoch(-86400),
        ["LastModifiedTime"] = Epoch(-3600),
    };

    private static string Description(string pipeline)
    {
        var description = Summary(pipeline);
        description["PipelineDefinition"] = AbaloneDefinition;
        description["PipelineStatus"] = "Active";
        description["RoleArn"] = "arn:aws:iam::123456789012:role/Role";
        return description.ToJsonString();
    }

    private (string Pipeline, string Id, JsonObject Description, JsonArray Steps) Find(JsonElement body) =>
        executions.Single(execution => Arn(execution.Pipeline, execution.Id) == Text(body, "PipelineExecutionArn"));

    private static FakeAnswer List(string key, IEnumerable<JsonObject> elements) =>
        FakeAnswer.Ok(new JsonObject { [key] = new JsonArray([.. elements]) }.ToJsonString());

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private static decimal Epoch(double secondsLater) => Now.ToUnixTimeSeconds() - 10_000 + (decimal)secondsLater;
}
