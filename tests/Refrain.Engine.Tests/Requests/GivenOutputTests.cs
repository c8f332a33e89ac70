using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Requests;

/// <summary>Outputs and outcomes given by hand, and results named step by step.</summary>
public sealed class GivenOutputTests
{
    private const string Model = "ModelArtifacts.S3ModelArtifacts";

    [Fact]
    public async Task A_step_whose_outputs_are_given_does_not_run_and_later_steps_read_them()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();
        await world.PutAsync("s3://mine/model.tar.gz", "rounds=1000");

        var arn = await world.RunPlannedAsync("Evaluate", request => request.Give("Train", Model, "\"s3://mine/model.tar.gz\""));
        Assert.Equal("Preprocess=reused Train=Succeeded Evaluate=Succeeded", await world.ListAsync(arn));
        Assert.Equal("Evaluate", world.Ran(arn));
        Assert.True((await world.StepAsync(arn, "Train")).IsGiven);
        Assert.Equal(Shells.Report(0.25), await world.GetAsync(Shells.EvaluationKey));
    }

    [Fact]
    public async Task With_everything_given_no_reference_is_needed()
    {
        await using var world = await Shells.OpenAsync();

        var planned = await world.PlanAsync("Check,Register", request => request.Give("Evaluate", "PropertyFiles.Report", Shells.Report(1)).Give("Train", Model, "\"s3://m/m.tar.gz\""));
        Assert.Equal("", planned.Notices());
        Assert.Equal(
            "Preprocess=SKIP(not-needed) Train=REUSE(outputs-given) Evaluate=REUSE(outputs-given) Check=RUN(selected) Register=RUN(selected) Create=SKIP(not-needed) Notify=SKIP(not-needed)",
            planned.Steps());
        var arn = await world.RunPlannedAsync("Check,Register", request => request.Give("Evaluate", "PropertyFiles.Report", Shells.Report(1)).Give("Train", Model, "\"s3://m/m.tar.gz\""));
        Assert.Equal("Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task In_a_run_of_everything_else_the_given_step_is_left_out()
    {
        await using var world = await Shells.OpenAsync();
        await world.PutAsync("s3://mine/model.tar.gz", "rounds=1000");

        var arn = await world.RunPlannedAsync(null, request => request.Give("Train", Model, "\"s3://mine/model.tar.gz\""));
        Assert.Equal("Preprocess Evaluate", world.Ran(arn));
        Assert.Equal(ExecutionStatus.Succeeded, (await world.RecordAsync(arn)).Status);
    }

    [Fact]
    public async Task Given_outputs_serve_later_executions_as_recorded()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();
        await world.PutAsync("s3://mine/model.tar.gz", "rounds=1000");
        var given = await world.RunPlannedAsync("Evaluate", request => request.Give("Train", Model, "\"s3://mine/model.tar.gz\""));

        var second = await world.RunAsync("Evaluate", given);
        var third = await world.RunAsync("Evaluate", second);
        var train = await world.StepAsync(third, "Train");
        Assert.Equal((second, given), (train.Reused?.Source, train.Reused?.MadeBy));
        Assert.Equal("Preprocess=reused Train=reused Evaluate=Succeeded", await world.ListAsync(third));
        Assert.Equal("", (await world.PlanAsync("Evaluate", request => request with { Reference = third.ToString() })).Stale("Train"));
    }

    [Fact]
    public async Task A_step_that_cannot_run_here_can_be_given_its_outputs()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Of("Lambda", "Ask", []).Member("FunctionArn", "arn:aws:lambda:eu-central-1:123456789012:function:f")
                .Member("OutputParameters", """[{"OutputName":"place","OutputType":"String"}]"""),
            DrawnStep.Processing("Use").Reads(Expressions.Get("Steps.Ask.OutputParameters['place']"))));
        await world.PutAsync("s3://data/x.txt", "x");

        Assert.Equal("will-fail:Ask", (await world.PlanAsync()).Notices());
        var arn = await world.RunPlannedAsync(null, request => request.Give("Ask", "OutputParameters['place']", "\"s3://data/x.txt\""));
        Assert.Equal("Ask=Succeeded Use=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task What_was_not_given_and_is_read_blocks()
    {
        await using var world = await Shells.OpenAsync();
        await world.RunAsync();

        var planned = await world.PlanAsync("Evaluate", request => request.Give("Train", "TrainingJobName", "\"x\""));
        Assert.Contains("Evaluate=BLOCKED(unread-value)", planned.Steps(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nope", "X", "which does not exist")]
    [InlineData("Train", "Model..X", "cannot be read from character 7")]
    [InlineData("Evaluate", "PropertyFiles.Nope", "has no property file 'Nope'")]
    [InlineData("Check", "X", "The outcome of condition 'Check' is not given")]
    public async Task What_cannot_be_an_output_is_refused(string step, string path, string problem)
    {
        await using var world = await Shells.OpenAsync();

        Assert.Contains(problem, await PlanText.RefusalAsync(() => world.PlanAsync("Register", request => request.Give(step, path, "1"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "100", "Preprocess=Succeeded Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded", ExecutionStatus.Succeeded)]
    [InlineData(false, "100", "Preprocess=Succeeded Train=Succeeded Evaluate=Succeeded Check=Succeeded Notify=Failed", ExecutionStatus.Failed)]
    public async Task A_forced_condition_takes_the_chosen_branch_whatever_the_data_says(bool outcome, string threshold, string listed, ExecutionStatus status)
    {
        await using var world = await Shells.OpenAsync();

        var planned = await world.PlanAsync(null, request => request.Force("Check", outcome));
        Assert.EndsWith(
            outcome ? "Register=RUN(full-run) Create=RUN(full-run) Notify=SKIP(branch-not-taken)" : "Register=SKIP(branch-not-taken) Create=SKIP(branch-not-taken) Notify=RUN(full-run)",
            planned.Steps(),
            StringComparison.Ordinal);
        Assert.Equal("forced:Check", planned.Notices());
        var arn = await world.RunPlannedAsync(null, request => request.Force("Check", outcome).With(("Threshold", threshold)));
        Assert.Equal((listed, status), (await world.ListAsync(arn), (await world.RecordAsync(arn)).Status));
    }

    [Fact]
    public async Task A_condition_that_is_not_run_can_be_forced_as_well()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync(null, null, ("Threshold", "0.1")); // it took the Else branch

        Assert.Contains("Register=BLOCKED(other-branch)", (await world.PlanAsync("Register")).Steps(), StringComparison.Ordinal);
        var arn = await world.RunPlannedAsync("Register", request => request.Force("Check", true));
        Assert.Equal("Preprocess=reused Train=reused Check=Succeeded Register=Succeeded", await world.ListAsync(arn));
        Assert.Equal(first, (await world.StepAsync(arn, "Train")).Reused?.Source);
    }

    [Fact]
    public async Task Only_conditions_can_be_forced()
    {
        await using var world = await Shells.OpenAsync();

        var planned = await world.PlanAsync(null, request => request.Force("Train", true));
        Assert.Contains("'Train' is no condition", Assert.IsType<Core.Planning.PlanAnswer.Refused>(planned.Answer).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_can_be_taken_from_an_execution_of_its_own()
    {
        await using var world = await Shells.OpenAsync();
        var first = await world.RunAsync(null, null, ("Rounds", "1000"));
        var second = await world.RunAsync();

        var arn = await world.RunPlannedAsync("Evaluate", request => request with { Reference = second.ToString(), Reuse = [new(new("Train"), first.ToString())] });
        Assert.Equal((second, first), ((await world.StepAsync(arn, "Preprocess")).Reused?.Source, (await world.StepAsync(arn, "Train")).Reused?.Source));
        Assert.Equal(Shells.Report(0.25), await world.GetAsync(Shells.EvaluationKey));
        Assert.Contains("would run", await PlanText.RefusalAsync(() => world.RunPlannedAsync("Train", request => request with { Reuse = [new(new("Train"), first.ToString())] })), StringComparison.Ordinal);
    }
}
