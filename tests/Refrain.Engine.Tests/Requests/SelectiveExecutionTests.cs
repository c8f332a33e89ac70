using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Requests;

/// <summary>Spec 02, section 9: what may be selected, and what then runs and is reused.</summary>
public sealed class SelectiveExecutionTests
{
    [Theory]
    [InlineData("A > B > C", "B", "A=reused B=Succeeded", "B")]
    [InlineData("A > B > C", "B C", "A=reused B=Succeeded C=Succeeded", "B C")]
    [InlineData("A > B > C", "A", "A=Succeeded", "A")]
    [InlineData("A > B > C", "C", "A=reused B=reused C=Succeeded", "C")]
    [InlineData("A > B > C", "C B C", "A=reused B=Succeeded C=Succeeded", "B C")]
    [InlineData("A > B > C", "A B C", "A=Succeeded B=Succeeded C=Succeeded", "A B C")]
    [InlineData("A > B, A > C > D, B > D", "B D", "A=reused B=Succeeded C=reused D=Succeeded", "B D")]
    [InlineData("A > B, C > D", "B D", "A=reused B=Succeeded C=reused D=Succeeded", "B D")]
    public async Task The_selected_steps_run_and_what_leads_to_them_is_reused(string pipeline, string select, string listed, string ran)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain(pipeline));
        var source = await world.RunAsync();

        var arn = await world.StartAsync(select, source);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal(listed, await world.ListAsync(arn));
        Assert.Equal(ran, string.Join(' ', world.Ran(arn).Split(' ').Order()));
    }

    [Theory]
    [InlineData("A > B > C", "A C", "Invalid SelectedSteps. Step(s) [B] are on a path between selected steps [A, C] and must also be selected.")]
    [InlineData("A > B > D, A > C > D", "A D", "Invalid SelectedSteps. Step(s) [B, C] are on a path between selected steps [A, D] and must also be selected.")]
    [InlineData("A > B > C", "B X Y X", "Invalid SelectedSteps. Step(s) [X, Y] do not exist in the pipeline definition.")]
    public async Task A_selection_with_holes_or_strangers_is_refused(string pipeline, string select, string message)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain(pipeline));
        var source = await world.RunAsync();

        await RefusedAsync(world, select, source.ToString(), RefusalKind.Invalid, message);
    }

    [Fact]
    public async Task Without_a_source_only_roots_can_be_selected()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > C, B > C"));

        var arn = await world.RunAsync("A B");
        Assert.Equal("A=Succeeded B=Succeeded", await world.ListAsync(arn));
        Assert.Null((await world.RecordAsync(arn)).Plan.Selective?.Reference);
        await RefusedAsync(
            world, "C", null, RefusalKind.Invalid, "Invalid SourcePipelineExecutionArn: null. The selected steps [C] have dependencies on [A, B]");
    }

    [Fact]
    public async Task A_source_is_checked_also_when_only_roots_are_selected()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var source = await world.RunAsync();

        Assert.Equal("A=Succeeded", await world.ListAsync(await world.RunAsync("A", source)));
        await RefusedAsync(world, "A", $"{source}x", RefusalKind.NotFound, $"Pipeline execution '{source}x' does not exist.");
    }

    [Fact]
    public async Task Steps_can_be_run_again_from_the_one_that_failed()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C > D"));
        world.On("C", Programs.Ending(new JobOutcome.Exited(3)));
        var source = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(source));
        world.On("C", Programs.Tell);

        await RefusedAsync(
            world,
            "D",
            source.ToString(),
            RefusalKind.Invalid,
            $"Invalid SourcePipelineExecutionArn: {source}. The selected steps [D] have dependencies on [C] which did not succeed in the source execution.");
        var arn = await world.StartAsync("C D", source);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("A=reused B=reused C=Succeeded D=Succeeded", await world.ListAsync(arn));
        Assert.Equal("D(C(B(A())))", await world.GetAsync($"s3://results/{arn.ExecutionId}/D/D.txt"));
    }

    [Fact]
    public async Task A_stopped_execution_is_a_source_for_what_it_got_done()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C"));
        var held = world.Hold("B");
        var source = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        await world.StopAsync(source);
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(source));
        world.On("B", Programs.Tell);

        Assert.Equal("A=reused B=Succeeded C=Succeeded", await world.ListAsync(await world.RunAsync("B C", source)));
        await RefusedAsync(
            world,
            "C",
            source.ToString(),
            RefusalKind.Invalid,
            $"Invalid SourcePipelineExecutionArn: {source}. The selected steps [C] have dependencies on [B] which did not succeed in the source execution.");
    }

    [Fact]
    public async Task An_execution_that_has_not_ended_is_no_source()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var held = world.Hold("B", deaf: true);
        var source = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        var message = $"Invalid SourcePipelineExecutionArn: {source}. The status of the source execution must be one of [Succeeded, Failed, Stopped].";

        await RefusedAsync(world, "B", source.ToString(), RefusalKind.Invalid, message);
        await world.StopAsync(source);
        Assert.Equal(ExecutionStatus.Stopping, (await world.RecordAsync(source)).Status);
        await RefusedAsync(world, "B", source.ToString(), RefusalKind.Invalid, message);
        held.Release();
        await world.EndAsync(source);
    }

    [Fact]
    public async Task A_source_of_another_pipeline_is_refused()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"), "Other");
        var request = EngineWorld.Request() with { Pipeline = "Other" };
        var other = await world.Engine.Start.HandleAsync(request, EngineWorld.Cancel);
        await world.EndAsync(Core.Identifiers.PipelineExecutionArn.Parse(other));
        await world.CreateAsync(Draw.Chain("A > B"));

        await RefusedAsync(world, "B", other, RefusalKind.Invalid, $"Invalid SourcePipelineExecutionArn: {other}. It is not an execution of this pipeline.");
        await RefusedAsync(world, "B", "nonsense", RefusalKind.Invalid, "Invalid SourcePipelineExecutionArn: nonsense. It is not the ARN of a pipeline execution.");
    }

    [Fact]
    public async Task A_pipeline_that_was_made_again_has_no_executions_of_its_predecessor()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var source = await world.RunAsync();
        await world.Engine.Delete.HandleAsync(new Engine.Requests.DeletePipelineRequest(EngineWorld.Caller, EngineWorld.Pipeline, null), EngineWorld.Cancel);
        await world.CreateAsync(Draw.Chain("A > B"));

        await RefusedAsync(world, "B", source.ToString(), RefusalKind.NotFound, $"Pipeline execution '{source}' does not exist.");
        var fresh = await world.RunAsync();
        Assert.Equal("A=reused B=Succeeded", await world.ListAsync(await world.RunAsync("B", fresh)));
    }

    [Fact]
    public async Task An_edge_of_DependsOn_counts_like_data()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Processing("B").After("A"), DrawnStep.Processing("C").After("B")));

        await RefusedAsync(world, "B", null, RefusalKind.Invalid, "Invalid SourcePipelineExecutionArn: null. The selected steps [B] have dependencies on [A]");
        var source = await world.RunAsync();
        await RefusedAsync(
            world, "A C", source.ToString(), RefusalKind.Invalid, "Invalid SelectedSteps. Step(s) [B] are on a path between selected steps [A, C] and must also be selected.");
        Assert.Equal("A=reused B=reused C=Succeeded", await world.ListAsync(await world.RunAsync("C", source)));
    }

    [Fact]
    public async Task Parameters_are_not_inherited_and_reach_only_the_selected_steps()
    {
        await using var world = await Shells.OpenAsync();
        var source = await world.RunAsync(null, null, ("Rounds", "100"), ("Eta", "0.9"));

        var arn = await world.RunAsync("Train", source, ("Rounds", "125"), ("InputData", "s3://nowhere/"));
        Assert.Equal("""{"num_round":"125","eta":"0.2"}""", world.Job(arn, "Train").Staged["/opt/ml/input/config/hyperparameters.json"]);
        Assert.Equal($"s3://results/{source.ExecutionId}/Preprocess", OutputUri(await world.StepAsync(arn, "Preprocess")));
        var refusal = await Assert.ThrowsAsync<RefusalException>(() => world.StartAsync("Train", source, ("Rounds", "many"), ("Strange", "1")));
        Assert.Contains("Value 'many' of parameter 'Rounds' is not of type Integer.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Parameter 'Strange' is not declared by the pipeline.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_version_runs_on_the_results_of_the_old_one()
    {
        await using var world = await Shells.OpenAsync(Shells.Definition(evaluateCommand: "buggy"));
        world.On("Evaluate", job => job.Spec.Entrypoint[0] == "buggy" ? Programs.Ending(new JobOutcome.Exited(1))(job) : Shells.Evaluate(job));
        var source = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(source));

        Assert.Equal(2, (await world.UpdateAsync(Shells.Definition())).LatestVersion);
        var arn = await world.StartAsync("Evaluate Check Register Create Notify", source);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("Preprocess=reused Train=reused Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded", await world.ListAsync(arn));
        Assert.Equal(2, (await world.RecordAsync(arn)).PipelineVersion);
    }

    [Fact]
    public async Task A_step_that_was_renamed_since_is_not_found_in_the_source()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var source = await world.RunAsync();
        await world.UpdateAsync(Draw.Chain("First > B"));

        await RefusedAsync(
            world,
            "B",
            source.ToString(),
            RefusalKind.Invalid,
            $"Invalid SourcePipelineExecutionArn: {source}. The selected steps [B] have dependencies on [First] which the source execution's definition does not have.");
    }

    [Fact]
    public async Task A_step_whose_position_changed_since_is_still_the_same_step()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C"));
        var source = await world.RunAsync();
        await world.UpdateAsync(Draw.Chain("New, A > New2, A > B > C"));

        var arn = await world.RunAsync("C", source);
        Assert.Equal("A=reused B=reused C=Succeeded", await world.ListAsync(arn));
        Assert.Equal("C(B(A()))", await world.GetAsync($"s3://results/{arn.ExecutionId}/C/C.txt"));
    }

    [Theory]
    [InlineData(ReferenceRule.NameAndType, null)]
    [InlineData(ReferenceRule.UnchangedUpstream, "The definitions of steps [A] changed since the source execution.")]
    [InlineData(ReferenceRule.SameVersion, "It ran version 1 of the pipeline, and version 2 is started.")]
    public async Task How_much_may_have_changed_since_the_source_is_the_servers_choice(ReferenceRule rule, string? refusal)
    {
        await using var world = new EngineWorld();
        await world.RestartAsync(rule: rule);
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Processing("B").Reads(Expressions.Output("A"))));
        var source = await world.RunAsync();
        await world.UpdateAsync(Draw.Pipeline(DrawnStep.Processing("A").Variable("NEW", "1"), DrawnStep.Processing("B").Reads(Expressions.Output("A"))));

        if (refusal is null)
        {
            Assert.Equal("A=reused B=Succeeded", await world.ListAsync(await world.RunAsync("B", source)));
        }
        else
        {
            await RefusedAsync(world, "B", source.ToString(), RefusalKind.Invalid, $"Invalid SourcePipelineExecutionArn: {source}. {refusal}");
        }
    }

    [Fact]
    public async Task An_older_version_can_be_run_selectively()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var source = await world.RunAsync();
        await world.UpdateAsync(Draw.Chain("First > B"));

        var request = EngineWorld.Request("B", source.ToString()) with { Version = 1 };
        var arn = Core.Identifiers.PipelineExecutionArn.Parse(await world.Engine.Start.HandleAsync(request, EngineWorld.Cancel));
        await world.EndAsync(arn);
        Assert.Equal("A=reused B=Succeeded", await world.ListAsync(arn));
        var unknown = await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Start.HandleAsync(request with { Version = 3 }, EngineWorld.Cancel));
        Assert.Equal(RefusalKind.NotFound, unknown.Kind);
    }

    internal static async Task RefusedAsync(EngineWorld world, string select, string? source, RefusalKind kind, string message)
    {
        var before = await world.Stores.Executions.UnfinishedAsync(EngineWorld.Cancel);
        var refusal = await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Start.HandleAsync(EngineWorld.Request(select, source), EngineWorld.Cancel));

        Assert.Equal((kind, message), (refusal.Kind, refusal.Message));
        Assert.Equal(before, await world.Stores.Executions.UnfinishedAsync(EngineWorld.Cancel));
    }

    private static string? OutputUri(Engine.Reading.StepView step) =>
        step.Report.Result?.Properties.Parse().Member("ProcessingOutputConfig")?.Items("Outputs").Single().Member("S3Output")?.Text("S3Uri");
}
