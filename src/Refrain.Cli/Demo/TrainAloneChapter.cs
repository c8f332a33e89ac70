using Refrain.Cli.Api;
using Refrain.Cli.Executions;

namespace Refrain.Cli.Demo;

/// <summary>The first use of selective execution: train alone, with other hyperparameters, on the data that the reference prepared.</summary>
internal static class TrainAloneChapter
{
    public static async Task TellAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        var reference = stage.WholeRun!; // the chapter before ends the demo when it has none
        stage.Say("Other hyperparameters, on the rows that the whole run prepared.");
        stage.Screen.Line();
        var run = await stage.RunSelectedAsync(
            new StartRequest(AbaloneSample.Pipeline, [AbaloneSteps.Train], reference.Execution.Arn, false, OtherHyperParameters.Parameters),
            new RunScope([AbaloneSteps.Train], [AbaloneSteps.Preprocess], reference),
            "Succeeded",
            cancellationToken);
        stage.TrainAlone = run;
        await CompareAsync(stage, reference, run, cancellationToken);
    }

    private static async Task CompareAsync(DemoStage stage, ExecutionSnapshot reference, ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var before = await stage.TrainingJobAsync(reference, AbaloneSteps.Train, cancellationToken);
        var after = await stage.TrainingJobAsync(run, AbaloneSteps.Train, cancellationToken);
        OtherHyperParameters.CheckThat(stage, after);
        stage.Expectations.Expect("metrics of both models", before.Metrics.Count > 0 && after.Metrics.Count > 0, "some each", $"{before.Metrics.Count} and {after.Metrics.Count}");
        stage.Expectations.Expect(
            "the validation error after the change",
            before.Metric("validation:rmse") != after.Metric("validation:rmse"),
            $"another than {before.Metric("validation:rmse")}",
            after.Metric("validation:rmse"));
        stage.Expectations.Expect("the place of the new model", before.ModelUri != after.ModelUri, $"another than {before.ModelUri}", after.ModelUri ?? "none");
        stage.Fact(
            "RMSE",
            $"validation rows {after.Metric("validation:rmse")} (was {before.Metric("validation:rmse")}), rows trained with {after.Metric("train:rmse")} (was {before.Metric("train:rmse")})");
    }
}
