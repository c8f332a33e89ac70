using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.Work;

/// <summary>When an earlier run stands for a step, and what the step then has of it.</summary>
public sealed class StepCacheTests
{
    internal static readonly string TwoCached = Draw.Pipeline(
        DrawnStep.Processing("A").Reads("s3://data/in").Cached(), DrawnStep.Processing("B").Reads(Output("A")).Cached(), DrawnStep.Processing("C").Reads(Output("B")));

    [Fact]
    public async Task Steps_that_ran_before_are_not_run_again_and_what_follows_them_runs()
    {
        await using var world = await OpenAsync(TwoCached);
        var first = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var second = await world.RunAsync();

        Assert.Equal("A=Succeeded B=Succeeded C=Succeeded", await world.ListAsync(first));

        // B's input is where A's old run put its output, so B's key is the old one, too.
        Assert.Equal("A=hit B=hit C=Succeeded", await world.ListAsync(second));
        Assert.Equal("C", world.Ran(second));
        Assert.Equal("C(B(A(data)))", await world.GetAsync($"s3://results/{second.ExecutionId}/C/C.txt"));
    }

    [Fact]
    public async Task A_result_of_another_stand_in_for_the_image_is_no_hit()
    {
        await using var world = await OpenAsync(TwoCached);
        world.Runtime.Images = _ => new ImageChoice("one", null);
        await world.RunAsync();
        world.Runtime.Images = _ => new ImageChoice("two", null);

        Assert.Equal("A=Succeeded B=Succeeded C=Succeeded", await world.ListAsync(await world.RunAsync()));
        Assert.Equal("A=hit B=hit C=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_step_whose_image_nothing_stands_for_fails_before_it_starts()
    {
        await using var world = await OpenAsync(TwoCached);
        world.Runtime.Images = _ => new ImageChoice(null, "Nothing stands for the image.");
        var execution = await world.RunAsync();

        Assert.Equal("A=Failed", await world.ListAsync(execution));
        Assert.Equal("ClientError: Nothing stands for the image.", (await world.StepAsync(execution, "A")).Report.FailureReason);
        Assert.Equal("", world.Ran(execution));
    }

    [Fact]
    public async Task A_hit_is_the_run_that_made_it_with_the_times_of_the_lookup()
    {
        await using var world = await OpenAsync(TwoCached);
        var first = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var second = await world.RunAsync();

        var (made, hit) = (await world.StepAsync(first, "A"), await world.StepAsync(second, "A"));
        Assert.Equal(new CacheHit(first, made.StartedAt, made.EndedAt!.Value), hit.Report.CacheHit);
        Assert.Equal((StepStatus.Succeeded, 0, made.Report.Metadata, made.Report.Result), (hit.Report.Status, hit.Report.Retries, hit.Report.Metadata, hit.Report.Result));
        Assert.Equal((made.Report.Identity, made.Report.CacheKey), (hit.Report.Identity, hit.Report.CacheKey));
        Assert.Equal((world.Clock.GetUtcNow(), world.Clock.GetUtcNow()), (hit.StartedAt, hit.EndedAt!.Value));
        Assert.Null(hit.Report.JobName);
        Assert.Null(hit.Reused);
    }

    [Fact]
    public async Task A_hit_of_a_hit_names_the_run_that_really_took_place_and_does_not_make_it_younger()
    {
        await using var world = await OpenAsync(Single("P2D"));
        var first = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromDays(1.5));
        var second = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromDays(0.5));
        var third = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var fourth = await world.RunAsync();

        Assert.Equal("A=hit", await world.ListAsync(second));
        Assert.Equal(first, (await world.StepAsync(third, "A")).Report.CacheHit?.Source);
        Assert.Equal("A=Succeeded", await world.ListAsync(fourth));
    }

    [Fact]
    public async Task Of_several_runs_the_latest_counts_also_one_that_was_not_allowed_to_look()
    {
        await using var world = await OpenAsync(Single("PT1H"));
        await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        await world.UpdateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in")));
        var uncached = await world.RunAsync();
        Assert.Equal("A=Succeeded", await world.ListAsync(uncached));

        await world.UpdateAsync(Single("PT1H"));
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(uncached, (await world.StepAsync(await world.RunAsync(), "A")).Report.CacheHit?.Source);
    }

    [Theory]
    [InlineData("an argument")]
    [InlineData("an input's place")]
    [InlineData("the step's name")]
    [InlineData("the step's type")]
    public async Task What_changed_is_run(string change)
    {
        await using var world = await OpenAsync(Single());
        await world.PutAsync("s3://data/other/in.csv", "data");
        await world.RunAsync();
        await world.UpdateAsync(Draw.Pipeline(change switch
        {
            "an argument" => DrawnStep.Processing("A").Reads("s3://data/in").Variable("SEED", "2").Cached(),
            "an input's place" => DrawnStep.Processing("A").Reads("s3://data/other").Cached(),
            "the step's name" => DrawnStep.Processing("Z").Reads("s3://data/in").Cached(),
            _ => DrawnStep.Training("A").Reads("s3://data/in").Cached(),
        }));

        var arn = await world.RunAsync();
        Assert.Single(world.Jobs(arn));
    }

    [Theory]
    [InlineData("instances, outputs, roles")]
    [InlineData("the input's bytes")]
    public async Task What_does_not_count_does_not_matter(string change)
    {
        await using var world = await OpenAsync(Single());
        var first = await world.RunAsync();
        if (change == "the input's bytes")
        {
            await world.PutAsync("s3://data/in/in.csv", "other bytes");
        }
        else
        {
            var step = DrawnStep.Processing("A").Reads("s3://data/in").To("s3://elsewhere/out").Cached("P1Y");
            step.Arguments["RoleArn"] = "arn:aws:iam::123456789012:role/other";
            step.Arguments["ProcessingResources"]!["ClusterConfig"]!["InstanceType"] = "ml.m5.large";
            await world.UpdateAsync(Draw.Pipeline(step));
        }

        var second = await world.RunAsync();
        Assert.Equal("A=hit", await world.ListAsync(second));

        // The result is what it was made of, whatever lies at its input now.
        Assert.Equal((await world.StepAsync(first, "A")).Report.Identity, (await world.StepAsync(second, "A")).Report.Identity);
    }

    [Fact]
    public async Task Runs_that_failed_or_were_stopped_are_never_taken()
    {
        await using var world = await OpenAsync(Single());
        world.On("A", Programs.Ending(new JobOutcome.Exited(3)));
        await world.RunAsync();
        world.Hold("A");
        var stopped = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(stopped) == "A=Executing");
        await world.StopAsync(stopped);
        await world.EndAsync(stopped);
        world.On("A", Programs.Tell);

        Assert.Equal("A=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_run_that_is_not_done_is_not_waited_for()
    {
        await using var world = await OpenAsync(Single());
        var held = world.Hold("A");
        var first = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        var second = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 2);
        held.Release();

        await world.EndAsync(first);
        await world.EndAsync(second);
        Assert.Equal(("A", "A"), (world.Ran(first), world.Ran(second)));
    }

    [Fact]
    public async Task Another_pipeline_has_another_cache_also_one_of_the_same_name()
    {
        await using var world = await OpenAsync(Single());
        await world.RunAsync();
        await world.Engine.Delete.HandleAsync(new DeletePipelineRequest(EngineWorld.Caller, EngineWorld.Pipeline, null), EngineWorld.Cancel);
        await world.CreateAsync(Single());

        Assert.Equal("A=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_result_whose_bytes_are_lost_is_made_again_and_an_older_one_that_is_whole_is_taken()
    {
        await using var world = await OpenAsync(Single());
        world.On("A", Programs.Writing("a.txt", "older"));
        var older = await world.RunAsync();
        await world.UpdateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in")));
        world.On("A", Programs.Writing("a.txt", "newer"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var newer = await world.RunAsync();
        await world.UpdateAsync(Single());

        await LoseAsync(world, newer);
        Assert.Equal(older, (await world.StepAsync(await world.RunAsync(), "A")).Report.CacheHit?.Source);
        await LoseAsync(world, older);
        Assert.Equal("A=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_result_outlives_the_inputs_it_was_made_of()
    {
        await using var world = await OpenAsync(Single());
        await world.RunAsync();
        world.Stores.Objects.Remove("s3://data/in/in.csv");
        Assert.Equal("A=hit", await world.ListAsync(await world.RunAsync()));

        world.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal("A=Failed", await world.ListAsync(await world.RunAsync()));
    }

    internal static string Single(string expireAfter = "P30D") => Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in").Cached(expireAfter));

    internal static async Task<EngineWorld> OpenAsync(string definition)
    {
        var world = new EngineWorld();
        await world.PutAsync("s3://data/in/in.csv", "data");
        await world.CreateAsync(definition);
        return world;
    }

    private static async Task LoseAsync(EngineWorld world, PipelineExecutionArn arn)
    {
        var outputs = (await world.StepAsync(arn, "A")).Report.Result?.Outputs ?? [];
        foreach (var entry in outputs.SelectMany(output => output.Content.Entries))
        {
            world.Stores.Objects.LoseBlob(entry.Blob);
        }
    }
}
