using Refrain.Cli.Api;
using Refrain.Cli.Executions;

namespace Refrain.Cli.Demo;

/// <summary>
/// The second use: steps in a row, to their result and no further. No reference is named, so it is the latest execution, which had
/// itself reused the rows: what is reused twice still comes from where it was made.
/// </summary>
internal static class TrainAndEvaluateChapter
{
    public static async Task TellAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        var reference = stage.TrainAlone!; // the chapter before ends the demo when it has none
        stage.Say("How good is that model on the test rows? Nothing is to be registered yet. The reference is the latest execution.");
        stage.Screen.Line();
        var run = await stage.RunSelectedAsync(
            new StartRequest(AbaloneSample.Pipeline, [AbaloneSteps.Train, AbaloneSteps.Evaluate], null, false, OtherHyperParameters.Parameters),
            new RunScope([AbaloneSteps.Train, AbaloneSteps.Evaluate], [AbaloneSteps.Preprocess], reference),
            "Succeeded",
            cancellationToken);
        await CompareAsync(stage, run, cancellationToken);
    }

    private static async Task CompareAsync(DemoStage stage, ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var before = await stage.TrainingJobAsync(stage.WholeRun!, AbaloneSteps.Train, cancellationToken);
        var alone = await stage.TrainingJobAsync(stage.TrainAlone!, AbaloneSteps.Train, cancellationToken);
        var after = await stage.TrainingJobAsync(run, AbaloneSteps.Train, cancellationToken);
        OtherHyperParameters.CheckThat(stage, after);

        // The same rows and hyperparameters make the same model: reuse gave this run the very rows.
        stage.Expectations.Expect("the validation error, trained as before", alone.Metric("validation:rmse"), after.Metric("validation:rmse"));
        var first = stage.Evaluations[^1];
        var now = await Evaluation.ReadAsync(stage, run, cancellationToken);
        stage.Expectations.Expect("the test error after the change", now.MeanSquaredError != first.MeanSquaredError, $"another than {first.Text}", now.Text);
        stage.Evaluations.Add(now);
        stage.Screen.Line();
        ModelTable.Show(stage.Screen, (stage.WholeRun!.Execution, before, first), (run.Execution, after, now));
    }
}
