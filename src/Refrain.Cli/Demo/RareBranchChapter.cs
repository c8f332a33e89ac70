using Refrain.Cli.Executions;

namespace Refrain.Cli.Demo;

/// <summary>The fourth use: the branch that only a bad model takes is made to be taken, and the execution must fail as it was told to.</summary>
internal static class RareBranchChapter
{
    // No model is that good, so the branch is taken whichever trainer the machine has.
    private const string Threshold = "0.1";

    private static readonly string[] selected = [AbaloneSteps.Train, AbaloneSteps.Evaluate, AbaloneSteps.MseCheck, AbaloneSteps.FailNotify];

    public static async Task TellAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        stage.Say("Does the pipeline fail as it should when a model is bad? A threshold that no model meets; it must end as Failed.");
        stage.Screen.Line();
        var run = await stage.RunSelectedAsync(
            new StartRequest(AbaloneSample.Pipeline, selected, stage.WholeRun!.Execution.Arn, false, [$"MseThreshold={Threshold}"]),
            new RunScope(selected, [AbaloneSteps.Preprocess], stage.WholeRun),
            "Failed",
            cancellationToken);

        var message = $"Execution failed due to MSE > {Threshold}";
        var fail = run.Step(AbaloneSteps.FailNotify);
        stage.Expectations.Expect("the outcome of the condition", "False", run.Step(AbaloneSteps.MseCheck)?.Outcome);
        stage.Expectations.Expect("the steps that failed", [AbaloneSteps.FailNotify], run.Steps.Where(step => step.Status == "Failed").Select(step => step.Name));
        stage.Expectations.Expect("the message of the Fail step", message, fail?.FailureReason);
        var evaluation = await Evaluation.ReadAsync(stage, run, cancellationToken);
        stage.Expectations.Expect("the test error, trained as in the whole run", stage.Evaluations[0].Text, evaluation.Text);
        stage.Evaluations.Add(evaluation);
        stage.Fact("Test MSE", $"{evaluation.Text} (threshold {Threshold}); so it had to fail, and nothing was registered");
    }
}
