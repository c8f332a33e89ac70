using Refrain.Cli.Api;
using Refrain.Cli.Executions;

namespace Refrain.Cli.Demo;

/// <summary>The third use: an execution failed for a bug in the pipeline. The bug is repaired, and the execution goes on where it failed.</summary>
internal static class FailedExecutionChapter
{
    private static readonly string[] toTheEnd = [AbaloneSteps.Evaluate, AbaloneSteps.MseCheck, AbaloneSteps.Register, AbaloneSteps.CreateModel];

    public static async Task TellAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        var failed = await FailAsync(stage, cancellationToken);

        stage.Screen.Line();
        stage.Say("UpdatePipeline repairs the path. First the failed step alone, from the failed execution:");
        stage.Screen.Line();
        await stage.UpdatePipelineAsync(stage.Definition, cancellationToken);
        await EvaluateAsync(stage, failed, cancellationToken);

        stage.Screen.Line();
        stage.Say("It works. Now from the failed step to the end:");
        stage.Screen.Line();
        var run = await stage.RunSelectedAsync(
            new StartRequest(AbaloneSample.Pipeline, toTheEnd, failed.Execution.Arn, false, []),
            new RunScope(toTheEnd, [AbaloneSteps.Preprocess, AbaloneSteps.Train], failed),
            "Succeeded",
            cancellationToken);
        stage.Expectations.Expect("the outcome of the condition", "True", run.Step(AbaloneSteps.MseCheck)?.Outcome);
        await RegisteredModel.ShowAsync(stage, run, cancellationToken);
    }

    private static async Task<ExecutionSnapshot> FailAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        stage.Say($"UpdatePipeline brings a bug: {AbaloneSteps.Evaluate} gets its model at {BrokenDefinition.WrongPath}; its program wants it at {BrokenDefinition.RightPath}.");
        stage.Screen.Line();
        await stage.UpdatePipelineAsync(BrokenDefinition.Of(stage.Definition), cancellationToken);
        var run = await stage.RunAsync(new StartRequest(AbaloneSample.Pipeline, [], null, false, []), quiet: true, cancellationToken);

        stage.Expectations.Require("the status of the execution", "Failed", run.Execution.Status);
        stage.Expectations.Expect(
            "the steps that ran", [AbaloneSteps.Preprocess, AbaloneSteps.Train, AbaloneSteps.Evaluate], run.Steps.Select(step => step.Name));
        stage.Expectations.Expect("the steps that failed", [AbaloneSteps.Evaluate], run.Steps.Where(step => step.Status == "Failed").Select(step => step.Name));
        var reason = run.Step(AbaloneSteps.Evaluate)?.FailureReason ?? "no reason";
        stage.Expectations.Expect(
            "the reason of the failure", reason.Contains("model.tar.gz does not exist", StringComparison.Ordinal), "the program's own words: model.tar.gz does not exist", reason);
        return run;
    }

    // The failed run trained as the first one did, on rows prepared as there; so the model, once it can be evaluated, is the same.
    private static async Task EvaluateAsync(DemoStage stage, ExecutionSnapshot failed, CancellationToken cancellationToken)
    {
        var run = await stage.RunSelectedAsync(
            new StartRequest(AbaloneSample.Pipeline, [AbaloneSteps.Evaluate], failed.Execution.Arn, false, []),
            new RunScope([AbaloneSteps.Evaluate], [AbaloneSteps.Preprocess, AbaloneSteps.Train], failed),
            "Succeeded",
            cancellationToken);
        var (first, before) = (stage.Evaluations[0], stage.Evaluations[^1]);
        var now = await Evaluation.ReadAsync(stage, run, cancellationToken);
        stage.Expectations.Expect("the test error, trained as in the whole run", first.Text, now.Text);
        stage.Evaluations.Add(now);
        stage.Fact("Test MSE", $"{now.Text}, as in {first.Execution.Id}; before it, {before.Execution.Id} had left {before.Text} in the same place");
    }
}
