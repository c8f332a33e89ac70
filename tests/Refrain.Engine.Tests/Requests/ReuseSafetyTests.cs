using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Planning;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Requests;

/// <summary>Reuse is checked before anything starts, and never silently stale.</summary>
public sealed class ReuseSafetyTests
{
    [Fact]
    public async Task An_override_that_only_reused_steps_would_read_is_told_and_refused_unless_allowed()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();

        var planned = await world.PlanAsync("Evaluate", request => request.With(("Rounds", "500")));
        Assert.Equal("silent-override:Rounds stale:Train", planned.Notices());
        Assert.Equal("parameters", planned.Stale("Train"));
        Assert.Contains(
            "The value '500' of parameter 'Rounds' would be without effect: only reused steps read it (Train).",
            await PlanText.RefusalAsync(() => world.RunPlannedAsync("Evaluate", request => request.With(("Rounds", "500")))),
            StringComparison.Ordinal);
        var arn = await world.RunPlannedAsync("Evaluate", request => request.With(("Rounds", "500")), allowStale: true);
        Assert.Equal("Preprocess=reused Train=reused Evaluate=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task Saying_again_what_the_result_was_made_with_loses_nothing()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync(null, null, ("Rounds", "500"));

        Assert.Equal("", (await world.PlanAsync("Evaluate", request => request.With(("Rounds", "500")))).Notices());
        Assert.Equal("stale:Train", (await world.PlanAsync("Evaluate")).Notices()); // the default is another value: nothing is inherited
    }

    [Fact]
    public async Task An_override_that_a_running_step_reads_is_no_silent_one()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();

        Assert.DoesNotContain("silent", (await world.PlanAsync("Train", request => request.With(("Rounds", "500")))).Notices(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wire_starts_what_AWS_starts_a_silent_override_included()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync();

        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(await world.StartAsync("Evaluate", first, ("Rounds", "500"))));
    }

    [Fact]
    public async Task Changed_code_is_told_with_the_part_that_changed()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();
        Assert.Equal("", (await world.PlanAsync("Evaluate")).Notices());

        await world.PutAsync("s3://code/train.py", "train 2");
        var planned = await world.PlanAsync("Evaluate");
        Assert.Equal(("stale:Train", "code", ""), (planned.Notices(), planned.Stale("Train"), planned.Stale("Preprocess")));
    }

    [Fact]
    public async Task Changed_inputs_are_told_and_so_are_inputs_that_are_gone()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();

        await world.PutAsync("s3://data/shells/shells.csv", "rings 2");
        Assert.Equal("inputs", (await world.PlanAsync("Train")).Stale("Preprocess"));
        await world.PutAsync("s3://data/shells/shells.csv", "rings");
        Assert.Equal("", (await world.PlanAsync("Train")).Stale("Preprocess"));
        await world.PutAsync("s3://data/shells/more.csv", "rings");
        Assert.Equal("inputs", (await world.PlanAsync("Train")).Stale("Preprocess"));
    }

    [Fact]
    public async Task A_changed_definition_is_told_with_its_place()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();
        await world.UpdateAsync(Shells.Definition(evaluateCommand: "shout"));

        var planned = await world.PlanAsync("Check");
        Assert.Equal("arguments", planned.Stale("Evaluate"));
        Assert.Contains("Arguments.AppSpecification.ContainerEntrypoint[0]", planned.Report.Notices[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_image_is_a_part_of_its_own()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Processing("B").Reads(Expressions.Output("A"))));
        await world.RunAsync();
        await world.UpdateAsync(Draw.Pipeline(DrawnStep.Processing("A").Image("refrain.local/other"), DrawnStep.Processing("B").Reads(Expressions.Output("A"))));

        var planned = await world.PlanAsync("B");
        Assert.Equal("image", planned.Stale("A"));
        Assert.StartsWith("A=RUN(selected) B=SKIP", (await world.PlanAsync("state:modified.image")).Steps(), StringComparison.Ordinal);
        Assert.True((await world.PlanAsync("state:modified.code,state:modified.arguments,state:modified.inputs,state:modified.parameters")).Report.IsNothing);
    }

    [Fact]
    public async Task What_was_modified_can_be_selected_and_what_follows_from_it()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();
        Assert.True((await world.PlanAsync("state:modified")).Report.IsNothing);

        await world.PutAsync("s3://code/train.py", "train 2");
        var arn = await world.RunPlannedAsync("state:modified+", request => request.Without("Notify"));
        Assert.Equal("Preprocess=reused Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded", await world.ListAsync(arn));
        Assert.True((await world.PlanAsync("state:modified")).Report.IsNothing);
    }

    [Fact]
    public async Task A_result_made_from_another_result_than_the_one_it_would_be_used_with_is_stale()
    {
        await using var world = new EngineWorld();
        world.On("A", job => Programs.Writing("A.txt", $"{world.Runtime.Jobs.Count}")(job));
        await world.CreateAsync(Draw.Chain("A > B > C"));
        var first = await world.RunAsync();
        var second = await world.RunAsync("A", first); // another A; B was made from the first one

        var planned = await world.PlanAsync("C", request => request with { Reference = second.ToString(), Reuse = [new(new("B"), first.ToString())] });
        Assert.Equal("A=REUSE(in-reference) B=REUSE(in-chosen-execution) C=RUN(selected)", planned.Steps());
        Assert.Equal("inputs", planned.Stale("B"));
    }

    [Fact]
    public async Task Outputs_whose_bytes_are_gone_are_told_and_the_wire_refuses_to_start_on_them()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync();
        var model = (await world.StepAsync(first, "Train")).Report.Result?.Outputs[0].Content.Entries[0].Blob ?? "";
        world.Stores.Objects.LoseBlob(model);

        var planned = await world.PlanAsync("Evaluate");
        Assert.Contains("Evaluate=BLOCKED(cannot-be-staged)", planned.Steps(), StringComparison.Ordinal);
        Assert.Contains("can no longer be staged", await PlanText.RefusalAsync(() => world.StartAsync("Evaluate", first)), StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(await world.StartAsync("Train", first)));
    }

    [Fact]
    public async Task An_overwritten_key_is_a_note_since_the_recorded_bytes_are_used()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync();
        await world.PutAsync(Shells.EvaluationKey, Shells.Report(99));

        var planned = await world.PlanAsync("Check", request => request with { Reference = first.ToString() });
        var notice = Assert.Single(planned.Report.Notices);
        Assert.Equal(("overwritten", NoticeLevel.Note), (notice.Kind, notice.Level));
        Assert.Contains(Shells.EvaluationKey, notice.Message, StringComparison.Ordinal);
    }
}
