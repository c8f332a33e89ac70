using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Requests;

/// <summary>Resuming: a new execution runs what an ended one left undone, and reuses the rest.</summary>
public sealed class ResumptionTests
{
    private static readonly JobOutcome Bad = new JobOutcome.Exited(1);

    [Fact]
    public async Task What_failed_and_what_never_ran_is_run_with_the_parameters_of_that_run()
    {
        await using var world = await Shells.OpenAsync();
        world.On("Train", _ => Task.FromResult(Bad));
        var failed = await world.RunAsync(null, null, ("Rounds", "500"));
        world.On("Train", Shells.Train);

        var planned = await world.ResumptionAsync(failed);
        Assert.Equal(
            "Preprocess=REUSE(in-reference) Train=RUN(failed-before) Evaluate=RUN(never-ran) Check=RUN(never-ran) Register=RUN(never-ran) Create=RUN(never-ran) Notify=RUN(never-ran)",
            planned.Steps());
        var arn = await world.StartPlannedAsync(() => world.ResumptionAsync(failed));
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("Preprocess=reused Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded", await world.ListAsync(arn));
        Assert.Equal("500", (await world.RecordAsync(arn)).Plan.Parameters.Single(one => one.Name == "Rounds").Value);
        Assert.Equal(failed, (await world.RecordAsync(arn)).Plan.Origin?.Resumed);
    }

    [Fact]
    public async Task What_was_stopped_is_run_again()
    {
        await using var world = await Shells.OpenAsync();
        var held = world.Hold("Train", Shells.Train);
        var stopped = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        await world.StopAsync(stopped);
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(stopped));
        world.On("Train", Shells.Train);

        Assert.Contains("Preprocess=REUSE(in-reference) Train=RUN(stopped-before) Evaluate=RUN(never-ran)", (await world.ResumptionAsync(stopped)).Steps(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_branch_that_was_not_taken_is_not_undone()
    {
        await using var world = await Shells.OpenAsync();
        var failed = await world.RunAsync(null, null, ("Threshold", "0.1")); // Notify fails the execution
        Assert.Equal(ExecutionStatus.Failed, (await world.RecordAsync(failed)).Status);

        Assert.Equal(
            "Preprocess=REUSE(in-reference) Train=REUSE(in-reference) Evaluate=REUSE(in-reference) Check=REUSE(in-reference) Register=SKIP(not-needed) Create=SKIP(not-needed) Notify=RUN(failed-before)",
            (await world.ResumptionAsync(failed)).Steps());
    }

    [Fact]
    public async Task An_execution_that_succeeded_leaves_nothing()
    {
        await using var world = await Shells.OpenAsync();
        var done = await world.RunAsync();

        Assert.True((await world.ResumptionAsync(done)).Report.IsNothing);
        Assert.Contains("Nothing would run", await PlanText.RefusalAsync(() => world.StartPlannedAsync(() => world.ResumptionAsync(done))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_execution_cannot_be_resumed()
    {
        await using var world = await Shells.OpenAsync();
        var held = world.Hold("Train", Shells.Train);
        var running = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        Assert.Contains("only an execution that has ended can be resumed", await PlanText.RefusalAsync(() => world.ResumptionAsync(running)), StringComparison.Ordinal);
        held.Release();
        await world.EndAsync(running);
    }

    [Fact]
    public async Task A_selective_run_is_resumed_within_its_own_selection()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync();
        world.On("Train", _ => Task.FromResult(Bad));
        var failed = await world.RunAsync("Train Evaluate", first);
        world.On("Train", Shells.Train);

        Assert.StartsWith(
            "Preprocess=REUSE(in-reference) Train=RUN(failed-before) Evaluate=RUN(never-ran) Check=SKIP(not-needed)", (await world.ResumptionAsync(failed)).Steps(), StringComparison.Ordinal);
        var arn = await world.StartPlannedAsync(() => world.ResumptionAsync(failed));
        await world.EndAsync(arn);
        Assert.Equal((failed, first), ((await world.StepAsync(arn, "Preprocess")).Reused?.Source, (await world.StepAsync(arn, "Preprocess")).Reused?.MadeBy));
    }

    [Fact]
    public async Task With_the_current_definition_a_fix_is_taken_up_and_with_the_original_one_it_is_not()
    {
        await using var world = await Shells.OpenAsync(Shells.Definition("fails"));
        world.On("Evaluate", job => job.Spec.Entrypoint[0] == "fails" ? Task.FromResult(Bad) : Shells.Evaluate(job));
        var failed = await world.RunAsync();
        await world.UpdateAsync(Shells.Definition("tell"));

        var original = await world.StartPlannedAsync(() => world.ResumptionAsync(failed));
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(original));
        var current = await world.StartPlannedAsync(() => world.ResumptionAsync(failed, request => request with { UseCurrentDefinition = true }));
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(current));
        Assert.Equal((1, 2), ((await world.RecordAsync(original)).PipelineVersion, (await world.RecordAsync(current)).PipelineVersion));
    }

    [Fact]
    public async Task A_step_that_is_new_between_what_is_done_runs_with_what_follows_from_it_to_the_undone()
    {
        await using var world = new EngineWorld();
        world.On("C", _ => Task.FromResult(Bad));
        await world.CreateAsync(Draw.Chain("A > B > C"));
        var failed = await world.RunAsync();
        await world.UpdateAsync(Draw.Chain("A > N > B > C, A > B"));

        Assert.Equal(
            "A=REUSE(in-reference) N=RUN(never-ran) B=RUN(closes-gap) C=RUN(failed-before)",
            (await world.ResumptionAsync(failed, request => request with { UseCurrentDefinition = true })).Steps());
    }
}
