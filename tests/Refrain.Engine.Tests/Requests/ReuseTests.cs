using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Requests;

/// <summary>What a reused result is: where it is from, how it is listed, and that nothing which happens later shows through.</summary>
public sealed class ReuseTests
{
    [Fact]
    public async Task In_a_chain_the_source_is_the_immediate_one_and_the_job_is_the_first_one()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C > D"));
        var first = await world.RunAsync();
        var second = await world.RunAsync("B C D", first);
        var third = await world.RunAsync("C D", second);
        var fourth = await world.RunAsync("D", third);

        Assert.Equal("A=reused B=reused C=reused D=Succeeded", await world.ListAsync(fourth));
        foreach (var (step, maker) in new[] { ("A", first), ("B", second), ("C", third) })
        {
            var view = await world.StepAsync(fourth, step);
            Assert.Equal((third, maker), (view.Reused?.Source, view.Reused?.MadeBy));
            Assert.Equal(world.Job(maker, step).Spec.JobName, view.Report.JobName);
            Assert.Contains(maker.ExecutionId, view.Report.Metadata?.Text, StringComparison.Ordinal);
        }

        Assert.Equal("D(C(B(A())))", await world.GetAsync($"s3://results/{fourth.ExecutionId}/D/D.txt"));
        Assert.Equal("D", world.Ran(fourth));
    }

    [Fact]
    public async Task Reused_entries_begin_and_end_with_the_execution_and_come_first()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A, B, A > C, B > C > D > E"));
        var source = await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var held = world.Hold("C");

        var arn = await world.StartAsync("C D", source);
        await world.UntilAsync(() => held.Arrived == 1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        held.Release();
        await world.EndAsync(arn);
        var steps = await world.StepsAsync(arn);
        var created = (await world.RecordAsync(arn)).CreatedAt;
        Assert.Equal(["A", "B", "C", "D"], steps.Select(step => step.Definition.Name.Value));
        Assert.All(steps.Take(2), step => Assert.Equal((created, created, StepStatus.Succeeded), (step.StartedAt, step.EndedAt, step.Report.Status)));
        Assert.Equal((created, created.AddMinutes(1)), (steps[2].StartedAt, steps[2].EndedAt));
        Assert.All(steps.Skip(2), step => Assert.Null(step.Reused));
        Assert.Equal(new RawJson("\"C D\""), (await world.RecordAsync(arn)).SelectiveConfig);
    }

    [Fact]
    public async Task Steps_that_start_in_the_same_moment_are_listed_in_the_definitions_order()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("Z > A > M"));

        Assert.Equal(["Z", "A", "M"], (await world.StepsAsync(await world.RunAsync())).Select(step => step.Definition.Name.Value));
    }

    [Fact]
    public async Task An_output_is_staged_as_it_was_although_a_later_run_wrote_the_same_key()
    {
        await using var world = await FixedKeysAsync("one");
        var first = await world.RunAsync();
        world.On("Make", Programs.Writing("data.txt", "two"));
        await world.RunAsync();
        Assert.Equal("two", await world.GetAsync("s3://results/fixed/data.txt"));

        var again = await world.RunAsync("Use", first);
        Assert.Equal("one", world.Job(again, "Use").Inputs());
        var third = await world.RunAsync("Use", again);
        Assert.Equal("one", world.Job(third, "Use").Inputs());
    }

    [Fact]
    public async Task An_output_that_was_empty_stays_empty_although_a_later_run_wrote_there()
    {
        await using var world = await FixedKeysAsync("one");
        world.On("Make", Programs.Ending(Programs.Good));
        world.On("Use", Programs.Tell);
        var first = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(first));
        world.On("Make", Programs.Writing("data.txt", "two"));
        await world.RunAsync();

        var again = await world.StartAsync("Use", first);
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(again));
        Assert.Contains("No S3 objects found under S3 URL \"s3://results/fixed\"", (await world.StepAsync(again, "Use")).Report.FailureReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_file_of_a_reused_output_is_staged_as_it_was()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Processing("Make").To("s3://results/fixed/"),
            DrawnStep.Processing("Use").Reads(Expressions.Join("", Expressions.Output("Make"), "sub/data.txt"))));
        world.On("Make", Programs.Writing("sub/data.txt", "one"));
        var first = await world.RunAsync();
        await world.PutAsync("s3://results/fixed/sub/data.txt", "two");

        var again = await world.RunAsync("Use", first);
        Assert.Equal("one", world.Job(again, "Use").Inputs());
        Assert.True(world.Job(again, "Use").Staged.ContainsKey("/opt/ml/processing/input/in1/data.txt"));
    }

    [Fact]
    public async Task A_manifest_that_a_reused_step_wrote_is_read_as_it_was_and_so_is_what_it_lists()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Processing("Make").To("s3://results/fixed"),
            DrawnStep.Processing("Use").Reads(Expressions.Join("/", Expressions.Output("Make"), "list.json"), type: "ManifestFile")));
        world.On("Make", job =>
        {
            job.Write($"{Programs.OutputFolder}/list.json", """[{"prefix":"s3://results/fixed/"},"sub/data.txt"]""");
            job.Write($"{Programs.OutputFolder}/sub/data.txt", "one");
            return Task.FromResult(Programs.Good);
        });
        var first = await world.RunAsync();
        Assert.Equal("one", world.Job(first, "Use").Staged["/opt/ml/processing/input/in1/sub/data.txt"]);
        await world.PutAsync("s3://results/fixed/list.json", "[]");
        await world.PutAsync("s3://results/fixed/sub/data.txt", "two");

        var again = await world.RunAsync("Use", first);
        Assert.Equal("one", world.Job(again, "Use").Inputs());
    }

    [Fact]
    public async Task A_value_read_out_of_a_reused_output_is_the_one_of_then()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Processing("Make").To("s3://results/fixed"),
            DrawnStep.Condition(
                "Check",
                Expressions.IsEqual(Expressions.StoredJson(Expressions.Join("/", Expressions.Output("Make"), "verdict.json"), "good"), true),
                [DrawnStep.Processing("Yes")],
                [DrawnStep.Processing("No")])));
        world.On("Make", Programs.Writing("verdict.json", """{"good":true}"""));
        var first = await world.RunAsync();
        Assert.Equal("Make=Succeeded Check=Succeeded Yes=Succeeded", await world.ListAsync(first));
        await world.PutAsync("s3://results/fixed/verdict.json", """{"good":false}""");

        Assert.Equal("Make=reused Check=Succeeded Yes=Succeeded", await world.ListAsync(await world.RunAsync("Check Yes No", first)));
    }

    [Fact]
    public async Task What_two_steps_wrote_under_one_key_counts_as_the_later_one_wrote_it()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Processing("Polish").After("Make").To("s3://results/fixed"),
            DrawnStep.Processing("Make").To("s3://results/fixed"),
            DrawnStep.Processing("Use").Reads(Expressions.Output("Polish")).After("Polish")));
        world.On("Make", Programs.Writing("data.txt", "raw"));
        world.On("Polish", Programs.Writing("data.txt", "polished"));

        Assert.Equal("polished", world.Job(await world.RunAsync(), "Use").Inputs());
    }

    [Fact]
    public async Task A_place_that_no_step_before_wrote_is_read_as_it_is_now()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync();
        await world.PutAsync("s3://code/train.py", "train 2");

        Assert.Equal("train 2", world.Job(await world.RunAsync("Train", first), "Train").Input("code"));
    }

    [Fact]
    public async Task What_a_run_reuses_outlives_changes_of_the_source()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C"));
        var source = await world.RunAsync();
        var held = world.Hold("B");
        var arn = await world.StartAsync("B C", source);
        await world.UntilAsync(() => held.Arrived == 1);
        var before = await world.StepAsync(arn, "A");

        await RewriteAsync(world, source, "A");
        Assert.Equal(before, await world.StepAsync(arn, "A"));
        held.Release();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal(before, await world.StepAsync(arn, "A"));
        Assert.Equal("C(B(A()))", await world.GetAsync($"s3://results/{arn.ExecutionId}/C/C.txt"));
    }

    [Fact]
    public async Task Later_steps_are_not_reused_even_when_the_source_has_them()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C, X > Y"));
        var source = await world.RunAsync();

        Assert.Equal("A=reused B=Succeeded", await world.ListAsync(await world.RunAsync("B", source)));
    }

    [Fact]
    public async Task An_ancestor_that_the_source_lacks_is_left_out_when_no_selected_step_reads_it()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("B > C"));
        var source = await world.RunAsync();
        await world.UpdateAsync(Draw.Chain("New > B > C"));

        Assert.Equal("B=reused C=Succeeded", await world.ListAsync(await world.RunAsync("C", source)));
    }

    [Fact]
    public async Task A_step_of_a_type_that_is_not_run_here_can_be_reused()
    {
        await using var world = new EngineWorld();
        var use = DrawnStep.Processing("Use").Reads(Expressions.Output("Make"));
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("Make"), DrawnStep.Of("EMRServerless", "Call", []).After("Make"), use.After("Call")));
        var source = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(source));
        await SucceedAsync(world, source, "Call");

        var arn = await world.RunAsync("Use", source);
        Assert.Equal("Make=reused Call=reused Use=Succeeded", await world.ListAsync(arn));
    }

    private static async Task<EngineWorld> FixedKeysAsync(string text)
    {
        var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("Make").To("s3://results/fixed"), DrawnStep.Processing("Use").Reads(Expressions.Output("Make"))));
        world.On("Make", Programs.Writing("data.txt", text));
        return world;
    }

    /// <summary>Changes what the store shows of a step, as a retry of the ended source would.</summary>
    private static async Task RewriteAsync(EngineWorld world, PipelineExecutionArn source, string step)
    {
        var record = await world.RecordAsync(source);
        var report = (await world.StepAsync(source, step)).Report;
        var changed = report with { Status = StepStatus.Failed, Result = null, Metadata = null, Length = record.Length + 1 };
        var append = new Engine.Ports.ExecutionAppend(
            source, record.Length, [new ExecutionEvent.ExecutionFailed(record.ModifiedAt, "rewritten")], [changed], [], ExecutionStatus.Failed, "rewritten", record.ModifiedAt);
        Assert.True(await world.Stores.Executions.AppendAsync(append, null, EngineWorld.Cancel));
    }

    /// <summary>Makes a step of an ended execution look as a later version of Refrain, which runs its type, would have left it.</summary>
    private static async Task SucceedAsync(EngineWorld world, PipelineExecutionArn source, string step)
    {
        var record = await world.RecordAsync(source);
        var report = (await world.StepAsync(source, step)).Report;
        var result = new Core.Steps.StepResult { Metadata = new RawJson("""{"Lambda":{"Arn":"arn"}}"""), Properties = RawJson.EmptyObject };
        var done = report with { Status = StepStatus.Succeeded, FailureReason = null, Result = result, Metadata = result.Metadata };
        var append = new Engine.Ports.ExecutionAppend(source, record.Length, [], [done], [], record.Status, null, record.ModifiedAt);
        Assert.True(await world.Stores.Executions.AppendAsync(append, null, EngineWorld.Cancel));
    }
}
