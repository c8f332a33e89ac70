using Refrain.Core.Executions;
using Refrain.Core.Planning;
using Refrain.Engine.Reading;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Requests;

/// <summary>Plans with reasons, against executions that really were.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task A_full_run_runs_every_step_and_needs_no_reference()
    {
        await using var world = await Shells.OpenAsync();

        var planned = await world.PlanAsync();
        Assert.Equal(
            "Preprocess=RUN(full-run) Train=RUN(full-run) Evaluate=RUN(full-run) Check=RUN(full-run) Register=RUN(full-run) Create=RUN(full-run) Notify=RUN(full-run)", planned.Steps());
        Assert.Null(planned.Reference);
    }

    [Fact]
    public async Task What_is_selected_runs_what_leads_to_it_is_reused_and_the_rest_is_left_alone()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync();

        var planned = await world.PlanAsync("Train");
        Assert.Equal(
            "Preprocess=REUSE(in-reference) Train=RUN(selected) Evaluate=SKIP(not-needed) Check=SKIP(not-needed) Register=SKIP(not-needed) Create=SKIP(not-needed) Notify=SKIP(not-needed)",
            planned.Steps());
        Assert.Equal((first, first), (planned.Report.Steps[0].Source?.Named, planned.Report.Steps[0].Source?.MadeBy));
        Assert.Equal("", planned.Notices());
    }

    [Fact]
    public async Task Nothing_is_started_by_a_plan()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();
        var jobs = world.Runtime.Jobs.Count;

        await world.PlanAsync("Train+");
        Assert.Equal(jobs, world.Runtime.Jobs.Count);
        Assert.Single((await world.Stores.Executions.ListAsync(new(1, Ports.CreatedBetween.Any, Ports.ExecutionSort.CreationTime, new(true, null, 10)), EngineWorld.Cancel)).Items);
    }

    [Fact]
    public async Task A_plan_is_carried_out_as_it_was_shown()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync();

        var arn = await world.RunPlannedAsync("Train..Evaluate", request => request.With(("Rounds", "500")));
        Assert.Equal("Preprocess=reused Train=Succeeded Evaluate=Succeeded", await world.ListAsync(arn));
        Assert.Equal(first, (await world.StepAsync(arn, "Preprocess")).Reused?.Source);
        var record = await world.RecordAsync(arn);
        Assert.Equal($$"""{"SourcePipelineExecutionArn":"{{first}}","SelectedSteps":[{"StepName":"Train"},{"StepName":"Evaluate"}]}""", record.SelectiveConfig?.Text);
        Assert.Equal("Train..Evaluate", record.Plan.Origin?.Selector);
    }

    [Fact]
    public async Task The_newest_ended_execution_is_the_reference_and_a_running_one_is_passed_over_with_a_word()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync();
        var held = world.Hold("Train", Shells.Train);
        var second = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        var planned = await world.PlanAsync("Train");
        Assert.Equal(first, planned.Reference?.Arn);
        Assert.Equal("passed-over:", planned.Notices());
        Assert.Contains(second.ExecutionId, planned.Report.Notices[0].Message, StringComparison.Ordinal);
        held.Release();
        await world.EndAsync(second);
        Assert.Equal(second, (await world.PlanAsync("Train")).Reference?.Arn);
    }

    [Fact]
    public async Task The_latest_that_succeeded_can_be_asked_for()
    {
        await using var world = await Shells.OpenAsync();
        var good = await world.RunAsync();
        world.On("Evaluate", _ => Task.FromResult<Core.Jobs.JobOutcome>(new Core.Jobs.JobOutcome.Exited(1)));
        var bad = await world.RunAsync();

        Assert.Equal(bad, (await world.PlanAsync("Train")).Reference?.Arn);
        Assert.Equal(good, (await world.PlanAsync("Train", request => request with { Reference = ReferenceFinder.LatestSucceeded })).Reference?.Arn);
        Assert.Equal(good, (await world.PlanAsync("Train", request => request with { Reference = good.ExecutionId })).Reference?.Arn);
    }

    [Fact]
    public async Task A_gap_is_refused_with_the_selection_that_would_work_and_closed_on_request()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();

        var refused = await world.PlanAsync("Preprocess,Evaluate");
        Assert.Equal(["Preprocess", "Train", "Evaluate"], Assert.IsType<PlanAnswer.Refused>(refused.Answer).Closed.Select(name => name.Value));
        Assert.StartsWith("Preprocess=RUN(selected) Train=BLOCKED(gap) Evaluate=BLOCKED(behind-blocked)", refused.Steps(), StringComparison.Ordinal);
        Assert.Contains("What would be accepted: Preprocess,Train,Evaluate", await PlanText.RefusalAsync(() => world.RunPlannedAsync("Preprocess,Evaluate")), StringComparison.Ordinal);

        var closed = await world.PlanAsync("Preprocess,Evaluate", PlanText.Close);
        Assert.StartsWith("Preprocess=RUN(selected) Train=RUN(closes-gap) Evaluate=RUN(selected)", closed.Steps(), StringComparison.Ordinal);
        Assert.Equal("1", (await world.RecordAsync(await world.RunPlannedAsync("Preprocess,Evaluate", PlanText.Close))).Plan.Origin?.Added?.Text);
    }

    [Fact]
    public async Task What_blocks_is_named_step_by_step()
    {
        await using var world = await Shells.OpenAsync();
        world.On("Train", _ => Task.FromResult<Core.Jobs.JobOutcome>(new Core.Jobs.JobOutcome.Exited(1)));
        await world.RunAsync();

        var planned = await world.PlanAsync("Evaluate");
        Assert.StartsWith("Preprocess=REUSE(in-reference) Train=BLOCKED(no-result) Evaluate=BLOCKED(behind-blocked) Check=SKIP(not-needed)", planned.Steps(), StringComparison.Ordinal);
        Assert.Contains("it failed in", planned.Report.Steps[1].Because, StringComparison.Ordinal);
        Assert.StartsWith("Invalid SourcePipelineExecutionArn", Assert.IsType<PlanAnswer.Refused>(planned.Answer).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_selector_that_comes_to_nothing_is_a_plan_of_nothing_and_starts_nothing()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();

        Assert.True((await world.PlanAsync("state:failed")).Report.IsNothing);
        Assert.Contains("Nothing would run", await PlanText.RefusalAsync(() => world.RunPlannedAsync("state:failed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Costs_and_savings_come_from_the_history()
    {
        await using var world = await Shells.OpenAsync();
        foreach (var step in new[] { "Preprocess", "Train" })
        {
            var held = world.Hold(step, step == "Train" ? Shells.Train : null);
            var arn = await world.StartAsync(step == "Preprocess" ? "Preprocess" : "Train", step == "Preprocess" ? null : await LatestAsync(world));
            await world.UntilAsync(() => held.Arrived == 1);
            world.Clock.Advance(TimeSpan.FromSeconds(step == "Train" ? 30 : 12));
            held.Release();
            await world.EndAsync(arn);
        }

        var planned = await world.PlanAsync("Train");
        Assert.Equal((30, 30, 12), (planned.Report.SecondsToRun, planned.Report.SecondsOnPath, planned.Report.SecondsSaved));
    }

    [Fact]
    public async Task Excluded_steps_do_not_run()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();

        var arn = await world.RunPlannedAsync("Train+", request => request.Without("Create", "Notify"));
        Assert.Equal("Preprocess=reused Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task A_wrong_selector_is_refused_with_the_place()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();

        Assert.Contains("\nTrian\n^", await PlanText.RefusalAsync(() => world.PlanAsync("Trian")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_can_be_taken_from_the_reference()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync(null, null, ("Rounds", "500"), ("Eta", "0.5"));

        var arn = await world.RunPlannedAsync("Train", request => request.With(("Eta", "0.1")) with { ParametersFromReference = true });
        Assert.Equal(["500", "0.1"], (await world.RecordAsync(arn)).Plan.Parameters.Where(one => one.Name is "Rounds" or "Eta").Select(one => one.Value));
    }

    private static async Task<Core.Identifiers.PipelineExecutionArn> LatestAsync(EngineWorld world) =>
        (await world.PlanAsync("Train")).Reference?.Arn ?? throw new InvalidOperationException("There is no execution.");
}
