using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Reading;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.Reading;

/// <summary>Why a step ran or did not, what changed since it ran before, and why the cache had nothing for it.</summary>
public sealed class StepExplainerTests
{
    [Fact]
    public async Task The_first_run_is_compared_with_nothing()
    {
        await using var world = await OpenAsync(Train());
        var found = await world.ExplainAsync(await world.RunAsync(), "Train");

        Assert.Equal(("full-run", StepStatus.Succeeded, null, null), (found.Reason.Code, found.Status, found.Previous, found.Comparison));
        Assert.Equal("disabled: Caching is not enabled for the step, so it did not look.", Cache(found));
    }

    [Fact]
    public async Task A_run_is_compared_with_the_one_before_part_by_part()
    {
        await using var world = await OpenAsync(Train());
        var first = await world.RunAsync();
        await world.PutAsync("s3://code/train.py", "code 2");
        await world.PutAsync("s3://data/in/in.csv", "data 2");
        var found = await world.ExplainAsync(await world.RunAsync(null, null, ("Rounds", "51")), "Train");

        Assert.Equal(first, found.Previous?.Execution.Arn);
        Assert.Equal($"Since its run in execution {first.ExecutionId} changed: arguments, environment, code, input in1.", found.Comparison);
        Assert.Equal(["definition", "arguments", "image", "environment", "code", "input in1"], found.Parts.Select(part => part.Title));
        var argument = Assert.Single(found.Arguments);
        Assert.Equal(("HyperParameters.rounds", "\"50\"", "\"51\""), (argument.Path, argument.Old?.Text, argument.New?.Text));
    }

    [Fact]
    public async Task A_run_of_the_same_is_told_to_be_the_same()
    {
        await using var world = await OpenAsync(Train());
        var first = await world.RunAsync();
        var found = await world.ExplainAsync(await world.RunAsync(), "Train");

        Assert.Equal($"Nothing it is made of has changed since its run in execution {first.ExecutionId}.", found.Comparison);
        Assert.Empty(found.Arguments);
    }

    [Fact]
    public async Task An_input_at_another_place_with_the_same_bytes_is_no_change_of_the_input_but_of_the_arguments()
    {
        await using var world = await OpenAsync(Train());
        await world.RunAsync();
        await world.PutAsync("s3://data/copy/in.csv", "data");
        await world.UpdateAsync(Train(input: "s3://data/copy"));
        var found = await world.ExplainAsync(await world.RunAsync(), "Train");

        Assert.Equal("definition arguments", string.Join(' ', found.Parts.Where(part => part.Changed).Select(part => part.Title)));
        var input = found.Parts.Single(part => part.Name == "in1");
        Assert.Equal(("s3://data/in", "s3://data/copy"), (input.OldPlace, input.NewPlace));
    }

    [Fact]
    public async Task A_selected_step_is_compared_with_the_run_of_its_reference_also_when_that_reused_it()
    {
        await using var world = await OpenAsync(Draw.Chain("A > B > C"));
        var first = await world.RunAsync();
        var second = await world.RunAsync("C", first);
        await world.RunAsync();
        var third = await world.RunAsync("B C", second);

        Assert.Equal(("selected", first), await ReasonAsync("B"));
        Assert.Equal(("selected", second), await ReasonAsync("C"));
        Assert.Equal(("reused", null), await ReasonAsync("A"));
        Assert.Equal(new ResultOrigin(second, first, (await world.StepAsync(first, "A")).EndedAt), (await world.ExplainAsync(third, "A")).Origin);

        async Task<(string, Core.Identifiers.PipelineExecutionArn?)> ReasonAsync(string step)
        {
            var found = await world.ExplainAsync(third, step);
            return (found.Reason.Code, found.Previous?.Execution.Arn);
        }
    }

    [Fact]
    public async Task Runs_that_never_came_to_the_step_and_later_ones_are_not_compared_with()
    {
        await using var world = await OpenAsync(Draw.Chain("A > B"));
        var first = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.On("A", Programs.Ending(new JobOutcome.Exited(1)));
        await world.RunAsync();
        world.On("A", Programs.Tell);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var third = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync();

        Assert.Equal(first, (await world.ExplainAsync(third, "B")).Previous?.Execution.Arn);
        Assert.Matches(@"^Since its run in execution [a-z0-9]+ \(failed\) changed: arguments\.$", (await world.ExplainAsync(third, "A")).Comparison);
    }

    [Fact]
    public async Task What_did_not_run_says_why()
    {
        var definition = Draw.Pipeline(
            [("Limit", "Integer", 1)],
            DrawnStep.Processing("First"),
            DrawnStep.Condition("Check", IsEqual(Get("Parameters.Limit"), 1), [DrawnStep.Processing("Yes"), DrawnStep.Processing("Behind").After("Yes")], [DrawnStep.Processing("No").After("First")]),
            DrawnStep.Processing("Aside").After("First"),
            DrawnStep.Processing("After").After("Aside"));
        await using var world = await OpenAsync(definition);
        var skipping = await world.RunAsync(null, null, ("Limit", "2"));
        var selective = await world.RunAsync("Aside", skipping);
        world.On("Aside", Programs.Ending(new JobOutcome.Exited(7)));
        var failing = await world.RunAsync();

        Assert.Equal("branch-not-taken: It stands in the if branch of Check, which came out False.", await WhyAsync(world, skipping, "Yes"));
        Assert.Equal("branch-not-taken: It stands in the if branch of Check, which came out False.", await WhyAsync(world, skipping, "Behind"));
        Assert.Equal("out-of-scope: It is not selected, and nothing that is selected builds on it.", await WhyAsync(world, selective, "After"));
        Assert.Equal("reused: It is not selected, and selected steps build on its result.", await WhyAsync(world, selective, "First"));
        Assert.Equal("not-reached: It waits for Aside, which failed.", await WhyAsync(world, failing, "After"));
        Assert.Equal("full-run: A full run runs every step that its conditions lead to.", await WhyAsync(world, failing, "Aside"));
        var condition = await world.ExplainAsync(failing, "Check");
        Assert.Equal(["definition"], condition.Parts.Select(part => part.Title));
        Assert.Equal(
            $"Its definition has not changed since its run in execution {skipping.ExecutionId}; what its expressions came to is recorded for jobs only.", condition.Comparison);
        Assert.Null(condition.Cache);
    }

    [Fact]
    public async Task What_is_still_to_come_says_what_it_waits_for()
    {
        await using var world = await OpenAsync(Draw.Chain("A > B"));
        var held = world.Hold("A");
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        Assert.Equal("waiting: It waits for A.", await WhyAsync(world, arn, "B"));

        await world.StopAsync(arn);
        await world.EndAsync(arn);
        Assert.Equal("not-reached: The execution was stopped before it came to the step.", await WhyAsync(world, arn, "B"));
    }

    [Fact]
    public async Task A_miss_says_what_the_nearest_run_had_that_is_different()
    {
        await using var world = await OpenAsync(Train(cached: "P1D"));
        var first = await world.ExplainAsync(await world.RunAsync(), "Train");
        Assert.Equal("no-candidate: No earlier run of the step that ended well is remembered (cache identity aws).", Cache(first));
        await world.RunAsync(null, null, ("Rounds", "51"));
        await world.UpdateAsync(Train(cached: "P1D", input: "s3://data/elsewhere"));
        await world.PutAsync("s3://data/elsewhere/in.csv", "data");
        var third = await world.ExplainAsync(await world.RunAsync(), "Train");

        Assert.Equal(
            $"differs: No earlier run has the same key; the run of execution {first.Execution.Arn.ExecutionId} comes nearest and differs in InputDataConfig.", Cache(third));
        Assert.Equal(["InputDataConfig"], third.Cache?.Verdict.Differing ?? []);
    }

    [Fact]
    public async Task A_result_that_is_too_old_or_has_lost_its_bytes_says_so()
    {
        await using var world = await OpenAsync(Train(cached: "PT1H"));
        var first = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        var second = await world.RunAsync();
        Assert.Equal($"expired: Only runs older than PT1H have the same key; the run of execution {first.ExecutionId} is the latest of them.", Cache(await world.ExplainAsync(second, "Train")));

        foreach (var output in (await world.StepAsync(second, "Train")).Report.Result!.Outputs)
        {
            world.Stores.Objects.LoseBlob(output.Content.Entries[0].Blob);
        }

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            $"unusable: Although the run of execution {second.ExecutionId} has the same key, it was recorded too late for this one, or bytes of its outputs are lost.",
            Cache(await world.ExplainAsync(await world.RunAsync(), "Train")));
    }

    [Fact]
    public async Task A_hit_is_compared_with_the_run_that_stands_for_it_and_tells_what_the_cache_did_not_look_at()
    {
        await using var world = await OpenAsync(Train(cached: "P1D"));
        var first = await world.RunAsync();
        await world.PutAsync("s3://data/in/in.csv", "data 2");
        world.Clock.Advance(TimeSpan.FromHours(2));
        var found = await world.ExplainAsync(await world.RunAsync(), "Train");

        Assert.Equal($"cache-hit: It did not run: the cache had a run with the same key, of execution {first.ExecutionId}.", $"{found.Reason.Code}: {found.Reason.Text}");
        Assert.Equal($"hit: The run of execution {first.ExecutionId} has the same key and stands for it.", Cache(found));
        Assert.Equal((first, first, (await world.StepAsync(first, "Train")).EndedAt), (found.Origin?.Source, found.Origin?.MadeBy, found.Origin?.EndedAt));
        Assert.Equal($"Since its run in execution {first.ExecutionId} changed: input in1.", found.Comparison);
    }

    [Fact]
    public async Task A_step_that_the_pipeline_does_not_have_is_refused()
    {
        await using var world = await OpenAsync(Train());
        var arn = await world.RunAsync();

        var refused = await Assert.ThrowsAsync<RefusalException>(() => world.ExplainAsync(arn, "Trian"));
        Assert.Equal($"The pipeline of execution '{arn.ExecutionId}' has no step 'Trian'.", refused.Message);
    }

    private static string Train(string? cached = null, string input = "s3://data/in") => Draw.Pipeline(
        [("Rounds", "Integer", 50)],
        DrawnStep.Training("Train").Reads(input).Reads("s3://code/train.py", "code").Hyper("rounds", Get("Parameters.Rounds")).Cached(cached ?? "P1D", cached is not null));

    private static async Task<EngineWorld> OpenAsync(string definition)
    {
        var world = new EngineWorld();
        await world.PutAsync("s3://data/in/in.csv", "data");
        await world.PutAsync("s3://code/train.py", "code");
        await world.CreateAsync(definition);
        return world;
    }

    private static string Cache(StepExplanation found) => $"{found.Cache?.Verdict.Code}: {found.Cache?.Verdict.Reason}";

    private static async Task<string> WhyAsync(EngineWorld world, Core.Identifiers.PipelineExecutionArn arn, string step)
    {
        var found = await world.ExplainAsync(arn, step);
        return $"{found.Reason.Code}: {found.Reason.Text}";
    }
}
