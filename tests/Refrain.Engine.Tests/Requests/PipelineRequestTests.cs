using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Requests;

public sealed class PipelineRequestTests
{
    [Fact]
    public async Task A_definition_that_is_not_right_is_refused_with_all_its_problems_and_nothing_is_stored()
    {
        await using var world = new EngineWorld();
        var wrong = Draw.Pipeline(DrawnStep.Processing("A").Reads(Expressions.Output("Gone")), DrawnStep.Of("Nonsense", "B", []));

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => world.CreateAsync(wrong));
        Assert.Equal(RefusalKind.Invalid, refusal.Kind);
        Assert.StartsWith("Unable to parse pipeline definition. ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Step 'A' refers to step 'Gone', which does not exist.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("$.Steps[1].Type", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusalException>(() => world.StartAsync())).Kind);
    }

    [Fact]
    public async Task A_definition_can_be_read_from_an_object()
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://definitions/shells.json", Draw.Chain("A"));
        await world.Engine.Create.HandleAsync(Request(new DefinitionSource(null, S3Uri.Parse("s3://definitions/shells.json"))), EngineWorld.Cancel);

        Assert.Equal("A=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    public static TheoryData<string?, string?, string> Sources { get; } = new()
    {
        { null, null, "Either PipelineDefinition or PipelineDefinitionS3Location must be given." },
        { "{}", "s3://definitions/a.json", "Only one of PipelineDefinition and PipelineDefinitionS3Location can be given." },
        { null, "s3://definitions/none.json", "The pipeline definition at s3://definitions/none.json does not exist. Upload it before the pipeline is created or updated." },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_definition_comes_from_exactly_one_place(string? text, string? location, string message)
    {
        await using var world = new EngineWorld();
        var source = new DefinitionSource(text, location is null ? null : S3Uri.Parse(location));

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Create.HandleAsync(Request(source), EngineWorld.Cancel));
        Assert.Equal((RefusalKind.Invalid, message), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task A_running_execution_keeps_its_definition_when_the_pipeline_is_updated()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var held = world.Hold("A");
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        await world.UpdateAsync(Draw.Chain("X > Y"));
        await world.RestartAsync();
        held.Release();
        await world.EndAsync(arn);
        Assert.Equal("A=Succeeded B=Succeeded", await world.ListAsync(arn));
        Assert.Equal("X=Succeeded Y=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_pipeline_with_a_running_execution_is_not_deleted()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var arn = await world.StartAsync();
        var delete = new DeletePipelineRequest(EngineWorld.Caller, EngineWorld.Pipeline.ToUpperInvariant(), null);

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Delete.HandleAsync(delete, EngineWorld.Cancel));
        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        Assert.Contains("Stop them first.", refusal.Message, StringComparison.Ordinal);
        held.Release();
        await world.EndAsync(arn);
        await world.Engine.Delete.HandleAsync(delete, EngineWorld.Cancel);
        Assert.Null(await world.Stores.Executions.FindAsync(arn, EngineWorld.Cancel));
    }

    [Fact]
    public async Task Jobs_and_models_stay_when_their_pipeline_is_deleted()
    {
        await using var world = await Shells.OpenAsync();
        var arn = await world.RunAsync();
        var job = (await world.StepAsync(arn, "Train")).Report.JobName ?? "";
        await world.Engine.Delete.HandleAsync(new DeletePipelineRequest(EngineWorld.Caller, EngineWorld.Pipeline, null), EngineWorld.Cancel);

        Assert.NotNull(await world.Stores.Jobs.FindAsync(EngineWorld.Scope, Engine.Ports.JobKind.TrainingJob, job, EngineWorld.Cancel));
        Assert.Equal(1, world.Stores.Models.Models);
    }

    [Fact]
    public async Task A_pipeline_is_known_by_name_in_any_case_and_by_arn()
    {
        await using var world = new EngineWorld();
        var pipeline = await world.CreateAsync(Draw.Chain("A"));

        foreach (var name in new[] { "shells", "SHELLS", pipeline })
        {
            var arn = PipelineExecutionArn.Parse(await world.Engine.Start.HandleAsync(EngineWorld.Request() with { Pipeline = name }, EngineWorld.Cancel));
            Assert.Equal(pipeline, arn.Pipeline.ToString());
            Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        }
    }

    [Fact]
    public async Task An_execution_can_be_stopped_by_an_arn_in_another_case()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        world.Hold("A");
        var arn = await world.StartAsync();

        await world.StopAsync(arn with { Pipeline = arn.Pipeline with { Name = "SHELLS" } });
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
    }

    [Fact]
    public async Task A_start_that_names_nothing_known_is_refused()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));

        var pipeline = await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Start.HandleAsync(EngineWorld.Request() with { Pipeline = "Other" }, EngineWorld.Cancel));
        Assert.Equal((RefusalKind.NotFound, $"Pipeline '{EngineWorld.Scope.Arn("pipeline/Other")}' does not exist."), (pipeline.Kind, pipeline.Message));
        var execution = await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Reader.GetAsync("nonsense", EngineWorld.Cancel));
        Assert.Equal((RefusalKind.NotFound, "Pipeline execution 'nonsense' does not exist."), (execution.Kind, execution.Message));
    }

    private static CreatePipelineRequest Request(DefinitionSource source) => new(EngineWorld.Caller, EngineWorld.Pipeline, null, null, "role", source, null, [], null);
}
