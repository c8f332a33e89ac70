using System.Text.Json.Nodes;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.Work;

/// <summary>Transform jobs: which model they serve.</summary>
public sealed class FindModelTests
{
    private static readonly string Definition = Draw.Pipeline(DrawnStep.Training("Train").Cached(), DrawnStep.Model("Make", "Train"), Transform(Get("Steps.Make.ModelName")).Cached());

    [Fact]
    public async Task A_transform_job_serves_the_model_that_was_trained_before_it()
    {
        await using var world = await OpenAsync();

        var job = world.Job(await world.RunAsync(), "Score");

        Assert.Equal("refrain.local/host", job.Spec.Transform?.Containers.Single().Image);
        Assert.Equal(["input", "model"], job.Spec.Inputs.Select(input => input.Name));
        Assert.Equal("rows", job.Input("input"));
        Assert.Equal("model.tar.gz", job.Spec.Inputs[1].Content.Entries.Single().Path);
    }

    [Fact]
    public async Task The_launch_records_the_model_so_that_a_later_process_serves_the_same()
    {
        await using var world = await OpenAsync();
        var arn = await world.RunAsync();

        var launch = (await world.HistoryAsync(arn)).OfType<ExecutionEvent.StepLaunching>().Single(one => one.Step.Value == "Score");

        Assert.Equal("refrain.local/host", launch.Model?.Parse().Items("Containers").Single().Text("Image"));
        Assert.Equal("refrain.local/host", launch.Identity.Image);
        Assert.Equal(["input", "model"], launch.Identity.Inputs.Select(input => input.Name));
    }

    [Fact]
    public async Task In_a_selective_run_the_reused_model_is_served_with_the_bytes_it_was_made_of()
    {
        await using var world = await OpenAsync(definition: Draw.Pipeline(DrawnStep.Training("Train"), DrawnStep.Model("Make", "Train"), Transform(Get("Steps.Make.ModelName"))));
        var first = await world.RunAsync();
        var archive = world.Job(first, "Score").Spec.Inputs[1].Content;
        await world.PutAsync($"s3://results/models/{world.Job(first, "Train").Spec.JobName}/output/model.tar.gz", "overwritten");

        var second = await world.RunAsync("Score", first);

        Assert.Equal("Score", world.Ran(second));
        Assert.Equal(archive, world.Job(second, "Score").Spec.Inputs[1].Content);
    }

    [Theory]
    [InlineData(CacheIdentity.Aws, "Train=hit Make=Succeeded Score=Succeeded")] // a new model has a new name
    [InlineData(CacheIdentity.Content, "Train=hit Make=Succeeded Score=hit")]
    public async Task By_content_a_model_is_what_it_is_made_of_and_not_its_name(CacheIdentity identity, string expected)
    {
        await using var world = await OpenAsync(identity);
        await world.RunAsync();

        Assert.Equal(expected, await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task By_content_another_environment_of_the_model_is_another_model()
    {
        await using var world = await OpenAsync(CacheIdentity.Content);
        await world.RunAsync();
        var definition = JsonNode.Parse(Definition)!.AsObject(); // Draw wrote it
        definition["Steps"]![1]!["Arguments"]!["PrimaryContainer"]!["Environment"] = new JsonObject { ["A"] = "1" };
        await world.UpdateAsync(definition.ToJsonString());

        Assert.Equal("Train=hit Make=Succeeded Score=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task What_a_transform_job_would_be_made_from_today_is_its_input_and_its_model()
    {
        await using var world = await OpenAsync();
        await world.RunAsync();

        Assert.True((await world.PlanAsync("state:modified")).Report.IsNothing);
        var moved = JsonNode.Parse(Definition)!.AsObject(); // Draw wrote it
        moved["Steps"]![2]!["Arguments"]!["TransformInput"]!["DataSource"]!["S3DataSource"]!["S3Uri"] = "s3://moved/rows.csv";
        await world.PutAsync("s3://moved/rows.csv", "rows");
        await world.UpdateAsync(moved.ToJsonString());
        Assert.True((await world.PlanAsync("state:modified")).Report.IsNothing); // the same bytes at another place
        await world.PutAsync("s3://moved/rows.csv", "other rows");
        Assert.Equal("Score", world.Ran(await world.RunPlannedAsync("state:modified.inputs")));
    }

    [Fact]
    public async Task A_model_made_of_a_package_is_served_as_the_package_says()
    {
        await using var world = await OpenAsync(definition: Draw.Pipeline(Transform("mine")));
        await world.PutAsync("s3://data/model.tar.gz", "archive");
        var package = new NewModelPackage(EngineWorld.Scope, "Shells", "Approved", new RawJson("""{"InferenceSpecification":{"Containers":[{"Image":"packed","ModelDataUrl":"s3://data/model.tar.gz"}]}}"""), DateTimeOffset.UnixEpoch);
        var made = await world.Stores.Models.RegisterAsync(package, "test", EngineWorld.Cancel);
        var model = new RawJson($$"""{"PrimaryContainer":{ "ModelPackageName":"{{made.Arn}}" } }""");
        await world.Stores.Models.CreateModelAsync(new ModelRecord(EngineWorld.Scope, "mine", model, DateTimeOffset.UnixEpoch), "test", EngineWorld.Cancel);

        var job = world.Job(await world.RunAsync(), "Score");

        Assert.Equal("packed", job.Spec.Transform?.Containers.Single().Image);
        Assert.Equal("archive", job.Input("model"));
    }

    [Theory]
    [InlineData("absent", "ClientError: Could not find model \"arn:aws:sagemaker:eu-central-1:123456789012:model/absent\".")]
    [InlineData("empty", "ClientError: The model 'empty' has no container.")]
    [InlineData("nowhere", "ClientError: No S3 objects found under S3 URL \"s3://data/gone.tar.gz\" given in input data source 'model'.")]
    public async Task A_model_that_cannot_be_served_fails_the_step_before_anything_is_launched(string name, string reason)
    {
        await using var world = await OpenAsync(definition: Draw.Pipeline(Transform(name)));
        await MakeAsync(world, "empty", "{}");
        await MakeAsync(world, "nowhere", """{"PrimaryContainer":{"Image":"i","ModelDataUrl":"s3://data/gone.tar.gz"}}""");
        var arn = await world.RunAsync();

        Assert.Equal(reason, (await world.StepAsync(arn, "Score")).Report.FailureReason);
        Assert.Empty(world.Jobs(arn));
    }

    private static Task<ModelRecord?> MakeAsync(EngineWorld world, string name, string document) =>
        world.Stores.Models.CreateModelAsync(new ModelRecord(EngineWorld.Scope, name, new RawJson(document), DateTimeOffset.UnixEpoch), $"maker of {name}", EngineWorld.Cancel);

    private static DrawnStep Transform(JsonNode model) => DrawnStep.Of("Transform", "Score", new JsonObject
    {
        ["ModelName"] = model,
        ["TransformInput"] = new JsonObject { ["DataSource"] = new JsonObject { ["S3DataSource"] = new JsonObject { ["S3DataType"] = "S3Prefix", ["S3Uri"] = "s3://data/rows.csv" } } },
        ["TransformOutput"] = new JsonObject { ["S3OutputPath"] = Join("/", "s3://results", Get("Execution.PipelineExecutionId")) },
        ["TransformResources"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "ml.m5.large" },
    });

    private static async Task<EngineWorld> OpenAsync(CacheIdentity identity = CacheIdentity.Aws, string? definition = null)
    {
        var world = new EngineWorld { CacheIdentity = identity };
        await world.RestartAsync();
        await world.PutAsync("s3://data/rows.csv", "rows");
        await world.CreateAsync(definition ?? Definition);
        return world;
    }
}
