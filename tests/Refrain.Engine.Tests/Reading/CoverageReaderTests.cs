using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Reading;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.Reading;

public sealed class CoverageReaderTests
{
    [Fact]
    public async Task A_pipeline_that_never_ran_is_not_covered_at_all()
    {
        await using var world = await Shells.OpenAsync();

        var coverage = await ReadAsync(world);

        Assert.Equal((0, 1, 7, 2), (coverage.Executions, coverage.Version, coverage.Steps.Count, coverage.Branches.Count));
        Assert.All(coverage.Steps, step => Assert.Equal((0, null, null, null), (step.Executed, step.FirstAt, step.LastExecution, step.LastStatus)));
        Assert.All(coverage.Branches, branch => Assert.Equal((0, null), (branch.Taken, branch.LastExecution)));
        Assert.Empty(coverage.Former);
    }

    [Fact]
    public async Task Both_branches_and_what_stands_in_them_are_covered_by_the_runs_that_went_there()
    {
        await using var world = await Shells.OpenAsync();
        var good = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var bad = await world.RunAsync(null, null, ("Threshold", "0.5"));

        var coverage = await ReadAsync(world);

        Assert.Equal("Preprocess=2 Train=2 Evaluate=2 Check=2 Register=1 Create=1 Notify=1", Summary(coverage));
        Assert.Equal([new BranchCoverage(new StepName("Check"), true, 1, coverage.Branches[0].LastAt, good), new(new StepName("Check"), false, 1, coverage.Branches[1].LastAt, bad)], coverage.Branches);
        Assert.Equal((good, bad), (Step(coverage, "Register").LastExecution, Step(coverage, "Preprocess").LastExecution));
        Assert.Equal((StepStatus.Failed, StepStatus.Succeeded), (Step(coverage, "Notify").LastStatus, Step(coverage, "Check").LastStatus));
        Assert.True(Step(coverage, "Train").LastAt - Step(coverage, "Train").FirstAt >= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task What_was_reused_did_not_run()
    {
        await using var world = await Shells.OpenAsync();
        var full = await world.RunAsync();
        await world.RunAsync("Train", full);

        var coverage = await ReadAsync(world);

        Assert.Equal((2, "Preprocess=1 Train=2 Evaluate=1 Check=1 Register=1 Create=1 Notify=0"), (coverage.Executions, Summary(coverage)));
        Assert.Equal(full, Step(coverage, "Preprocess").LastExecution);
    }

    [Fact]
    public async Task Steps_of_older_versions_count_when_they_are_still_there_and_are_listed_apart_when_not()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > Old > C"));
        var first = await world.RunAsync();
        await world.UpdateAsync(Draw.Chain("A > New > C"));

        var coverage = await ReadAsync(world);

        Assert.Equal((2, "A=1 New=0 C=1"), (coverage.Version, Summary(coverage)));
        Assert.Equal(("Old", null, 1, first), (coverage.Former.Single().Step.Value, coverage.Former[0].Type, coverage.Former[0].Executed, coverage.Former[0].LastExecution));
    }

    [Fact]
    public async Task A_step_that_failed_and_one_that_was_stopped_were_executed()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Processing("B").After("A")));
        world.On("A", _ => Task.FromResult<Core.Jobs.JobOutcome>(new Core.Jobs.JobOutcome.Exited(3)));
        await world.RunAsync();
        var failed = await ReadAsync(world);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Hold("A");
        var stopped = await world.StartAsync();
        await world.UntilAsync(() => world.Jobs(stopped).Count == 1);
        await world.StopAsync(stopped);
        await world.EndAsync(stopped);

        Assert.Equal((1, StepStatus.Failed), (Step(failed, "A").Executed, Step(failed, "A").LastStatus));
        Assert.Equal((2, StepStatus.Stopped, stopped), (Step(await ReadAsync(world), "A").Executed, Step(await ReadAsync(world), "A").LastStatus, Step(await ReadAsync(world), "A").LastExecution));
        Assert.Equal(0, Step(failed, "B").Executed);
    }

    [Fact]
    public async Task A_condition_that_could_not_be_evaluated_was_executed_but_took_no_branch()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Condition("Check", AtMost(StoredJson("s3://nowhere/report.json", "mse"), 1), [DrawnStep.Processing("Then")], [])));
        await world.RunAsync();

        var coverage = await ReadAsync(world);

        Assert.Equal((1, StepStatus.Failed), (Step(coverage, "Check").Executed, Step(coverage, "Check").LastStatus));
        Assert.All(coverage.Branches, branch => Assert.Equal(0, branch.Taken));
    }

    private static async Task<PipelineCoverage> ReadAsync(EngineWorld world)
    {
        var pipeline = await world.Stores.Pipelines.FindAsync(new PipelineArn(EngineWorld.Scope, EngineWorld.Pipeline), EngineWorld.Cancel);
        return await world.Engine.Coverage.ReadAsync(pipeline ?? throw new InvalidOperationException("There is no pipeline."), EngineWorld.Cancel);
    }

    private static StepCoverage Step(PipelineCoverage coverage, string name) => coverage.Steps.Single(step => step.Step.Value == name);

    private static string Summary(PipelineCoverage coverage) => string.Join(' ', coverage.Steps.Select(step => $"{step.Step}={step.Executed}"));
}
