using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Reading;

public sealed class ExecutionComparerTests
{
    [Fact]
    public async Task Two_runs_of_the_same_are_equal()
    {
        await using var world = await Shells.OpenAsync();
        var diff = await CompareAsync(world, await world.RunAsync(), await world.RunAsync());

        Assert.True(diff.IsEqual, Changes(diff));
        Assert.Equal(["Preprocess", "Train", "Evaluate", "Check", "Register", "Create"], diff.Steps.Select(step => step.Step.Value));
    }

    [Fact]
    public async Task Another_parameter_shows_in_the_parameters_the_environment_the_inputs_behind_it_the_metrics_and_the_branch()
    {
        await using var world = await Shells.OpenAsync();
        var old = await world.RunAsync();
        var @new = await world.RunAsync(null, null, ("Rounds", "25"));
        var diff = await CompareAsync(world, old, @new);

        Assert.Equal([new ParameterDifference("Rounds", "50", "25")], diff.Parameters);
        Assert.True(diff.Definition.IsEmpty);
        Assert.Equal("Train(environment) Evaluate(model Report.regression_metrics.mse.value=5) Check(True>False) Register(Succeeded>) Create(Succeeded>) Notify(>Failed)", Changes(diff));
        Assert.Equal((ExecutionStatus.Succeeded, ExecutionStatus.Failed), (diff.Old.Status, diff.New.Status));
        Assert.Equal((old, @new), (diff.Old.Arn, diff.New.Arn));
    }

    [Fact]
    public async Task Other_bytes_of_an_input_and_of_the_code_are_told_apart()
    {
        await using var world = await Shells.OpenAsync();
        var old = await world.RunAsync();
        await world.PutAsync("s3://data/shells/shells.csv", "more rings");
        await world.PutAsync("s3://code/train.py", "train 2");
        var diff = await CompareAsync(world, old, await world.RunAsync());

        var preprocess = diff.Steps[0].Inputs.Single();
        Assert.Equal(("in1", "s3://data/shells/", "s3://data/shells/", true), (preprocess.Name, preprocess.OldUri, preprocess.NewUri, preprocess.IsChanged));
        Assert.Contains("code", diff.Steps.Single(step => step.Step.Value == "Train").Parts);
    }

    [Fact]
    public async Task A_selective_run_is_compared_by_what_it_reused()
    {
        await using var world = await Shells.OpenAsync();
        var full = await world.RunAsync();
        var selective = await world.RunAsync("Train", full);
        var diff = await CompareAsync(world, full, selective);

        Assert.Equal("Run>Reuse Run>Run Run> Run> Run> Run>", string.Join(' ', diff.Steps.Select(step => $"{step.Old?.Origin}>{step.New?.Origin}")));
        Assert.Equal("Evaluate(Succeeded>) Check(True>) Register(Succeeded>) Create(Succeeded>)", Changes(diff));
        Assert.Equal(diff.Steps[0].Old!.Duration, diff.Steps[0].New!.Duration);
    }

    [Fact]
    public async Task Executions_of_two_versions_show_how_the_definition_was_changed()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > Old"));
        var old = await world.RunAsync();
        await world.UpdateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Processing("B").Reads(Expressions.Output("A")).Variable("Mode", "fast"), DrawnStep.Processing("New")));
        var diff = await CompareAsync(world, old, await world.RunAsync());

        Assert.Equal(("[New]", "[Old]"), ($"{diff.Definition.Added}", $"{diff.Definition.Removed}"));
        Assert.Equal("B: Arguments.Environment", string.Join(", ", diff.Definition.Changed.SelectMany(change => change.Differences.Select(one => $"{change.Step}: {one.Path}"))));
        Assert.Equal((1, 2), (diff.Old.Version, diff.New.Version));
        Assert.Equal(["A", "B", "New", "Old"], diff.Steps.Select(step => step.Step.Value));
        Assert.False(diff.IsEqual);
    }

    [Fact]
    public async Task An_execution_that_runs_has_no_duration_yet()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var old = await world.RunAsync();
        var held = world.Hold("A");
        var @new = await world.StartAsync();
        await world.UntilAsync(async () => (await world.ListAsync(@new)).Contains("A=Executing", StringComparison.Ordinal));
        var diff = await CompareAsync(world, old, @new);

        Assert.NotNull(diff.Old.Duration);
        Assert.Null(diff.New.Duration);
        Assert.Equal((StepStatus.Executing, null, null), (diff.Steps[0].New!.Status, diff.Steps[0].New!.Duration, diff.Steps[1].New));
        held.Release();
        await world.EndAsync(@new);
    }

    [Fact]
    public async Task Executions_of_different_pipelines_are_not_compared()
    {
        await using var world = await Shells.OpenAsync();
        await world.CreateAsync(Draw.Chain("A"), name: "Other");
        var mine = await world.RunAsync();
        var other = PipelineExecutionArn.Parse(await world.Engine.Start.HandleAsync(EngineWorld.Request() with { Pipeline = "Other" }, EngineWorld.Cancel));
        await world.EndAsync(other);

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => CompareAsync(world, mine, other));
        Assert.Equal($"'{mine}' and '{other}' are executions of different pipelines: only executions of one pipeline can be compared.", refusal.Message);
    }

    private static async Task<ExecutionDiff> CompareAsync(EngineWorld world, PipelineExecutionArn old, PipelineExecutionArn @new) =>
        await world.Engine.Comparer.CompareAsync(await world.RecordAsync(old), await world.RecordAsync(@new), EngineWorld.Cancel);

    // Every step that is different, with what is.
    private static string Changes(ExecutionDiff diff) => string.Join(' ', diff.Steps.Where(step => step.IsChanged).Select(step =>
    {
        IEnumerable<string> fate = (step.Old?.Outcome, step.New?.Outcome) is var (was, now) && was != now ? [$"{was}>{now}"]
            : step.Old?.Status != step.New?.Status ? [$"{step.Old?.Status}>{step.New?.Status}"]
            : [];
        return $"{step.Step}({string.Join(' ', [.. fate, .. step.Old is null || step.New is null ? [] : Details(step)])})";
    }));

    private static IEnumerable<string> Details(StepDifference step) =>
    [
        .. step.Parts,
        .. step.Inputs.Where(input => input.IsChanged).Select(input => input.Name),
        .. step.Metrics.Where(metric => metric.IsChanged).Select(metric => $"{metric.Name}={metric.Difference}"),
    ];
}
