using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Requests;

/// <summary>Conditions, their branches, and selections that cut through them (spec 02, R9 and section 5).</summary>
public sealed class SelectedBranchTests
{
    private const string Whole = "Preprocess Train Evaluate Check Register Create Notify";

    [Theory]
    [InlineData("100", "Check Register", ExecutionStatus.Succeeded, "Preprocess=reused Train=reused Evaluate=reused Check=Succeeded Register=Succeeded")]
    [InlineData("0.1", "Check Register", ExecutionStatus.Succeeded, "Preprocess=reused Train=reused Evaluate=reused Check=Succeeded")]
    [InlineData("0.1", "Check Notify", ExecutionStatus.Failed, "Preprocess=reused Train=reused Evaluate=reused Check=Succeeded Notify=Failed")]
    [InlineData("100", "Check Notify", ExecutionStatus.Succeeded, "Preprocess=reused Train=reused Evaluate=reused Check=Succeeded")]
    [InlineData("0.1", "Check", ExecutionStatus.Succeeded, "Preprocess=reused Train=reused Evaluate=reused Check=Succeeded")]
    [InlineData("100", Whole, ExecutionStatus.Succeeded, "Preprocess=Succeeded Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded")]
    public async Task A_selected_condition_decides_anew_and_only_selected_children_of_its_branch_run(
        string threshold, string select, ExecutionStatus status, string listed)
    {
        await using var world = await Shells.OpenAsync();
        var source = await world.RunAsync();

        var arn = await world.StartAsync(select, source, ("Threshold", threshold));
        Assert.Equal(status, await world.EndAsync(arn));
        Assert.Equal(listed, await world.ListAsync(arn));
    }

    [Fact]
    public async Task The_rare_branch_is_reached_with_a_threshold_that_cannot_be_met()
    {
        await using var world = await Shells.OpenAsync();
        var source = await world.RunAsync();

        var arn = await world.StartAsync("Train Evaluate Check Notify", source, ("Threshold", "0.001"), ("Rounds", "500"));
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Equal("Preprocess=reused Train=Succeeded Evaluate=Succeeded Check=Succeeded Notify=Failed", await world.ListAsync(arn));
        Assert.Equal("Step failure: One or multiple steps failed.", (await world.RecordAsync(arn)).FailureReason);
    }

    [Theory]
    [InlineData("100", "Register", "Notify", "If", "Else")]
    [InlineData("0.1", "Notify", "Create", "Else", "If")]
    public async Task A_child_without_its_condition_runs_only_where_the_source_went(string threshold, string taken, string other, string branchTaken, string branchOther)
    {
        await using var world = await Shells.OpenAsync();
        var source = await world.RunAsync(null, null, ("Threshold", threshold));

        var arn = await world.RunAsync(taken, source);
        Assert.StartsWith("Preprocess=reused Train=reused Evaluate=reused Check=reused ", await world.ListAsync(arn), StringComparison.Ordinal);
        Assert.Contains($"\"Outcome\":\"{(branchTaken == "If" ? "True" : "False")}\"", (await world.StepAsync(arn, "Check")).Report.Metadata?.Text, StringComparison.Ordinal);
        await SelectiveExecutionTests.RefusedAsync(
            world,
            other,
            source.ToString(),
            RefusalKind.Invalid,
            $"Invalid SourcePipelineExecutionArn: {source}. The selected step '{other}' stands in the {branchOther} branch of 'Check', which took the other branch in the source "
                + "execution. Select 'Check' as well, so that it decides anew.");
    }

    [Fact]
    public async Task The_property_file_of_a_reused_step_is_read_as_it_was()
    {
        await using var world = await Shells.OpenAsync();
        var good = await world.RunAsync(null, null, ("Rounds", "250"));
        await world.RunAsync(null, null, ("Rounds", "10"));
        Assert.Contains("25", await world.GetAsync(Shells.EvaluationKey), StringComparison.Ordinal);

        var arn = await world.RunAsync("Check Notify Create", good, ("Threshold", "2"));
        Assert.Equal("Preprocess=reused Train=reused Evaluate=reused Check=Succeeded Create=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task A_condition_and_a_step_outside_its_branches_can_be_selected_together()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Processing("A"),
            DrawnStep.Condition("Gate", Expressions.IsEqual("a", "a"), [DrawnStep.Processing("Yes").Reads(Expressions.Output("A"))], [DrawnStep.Processing("No")]),
            DrawnStep.Processing("Behind").Reads(Expressions.Output("Yes"))));
        var source = await world.RunAsync();

        Assert.Equal("A=reused Gate=Succeeded Yes=Succeeded Behind=Succeeded", await world.ListAsync(await world.RunAsync("Gate Yes Behind", source)));
        Assert.Equal("A=reused Gate=reused Yes=reused Behind=Succeeded", await world.ListAsync(await world.RunAsync("Behind", source)));
    }
}
