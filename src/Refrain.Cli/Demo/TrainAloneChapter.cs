using Refrain.Cli.Api;
using Refrain.Cli.Executions;
using Refrain.Cli.Printing;
using Spectre.Console;

namespace Refrain.Cli.Demo;

/// <summary>The first use of selective execution: train alone, with other hyperparameters, on the data that the reference prepared.</summary>
internal static class TrainAloneChapter
{
    // Parameter of the pipeline, hyperparameter of the job, value.
    private static readonly (string Parameter, string HyperParameter, string Value)[] changes =
    [
        ("XGBNumRounds", "num_round", "120"),
        ("XGBSubSample", "subsample", "0.9"),
        ("XGBGamma", "gamma", "2"),
        ("XGBMinChildWeight", "min_child_weight", "4"),
        ("XGBETA", "eta", "0.25"),
        ("XGBMaxDepth", "max_depth", "12"),
    ];

    public static async Task TellAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        var reference = stage.WholeRun!; // the chapter before ends the demo when it has none
        var parameters = changes.Select(change => $"{change.Parameter}={change.Value}").ToList();
        stage.Screen.Line($"refrain start {AbaloneSample.Pipeline} --select {AbaloneSteps.Train} --reference {reference.Execution.Id} --wait \\");
        stage.Screen.Line($"    {string.Join(' ', parameters.Select(parameter => $"-p {parameter}"))}");
        stage.Screen.Line();
        var run = await stage.RunAsync(
            new StartRequest(AbaloneSample.Pipeline, [AbaloneSteps.Train], reference.Execution.Arn, false, parameters), cancellationToken);
        CheckScope(stage, run, reference);

        stage.Screen.Line();
        await CompareAsync(stage, reference, run, cancellationToken);
        stage.Screen.Line();
        await stage.SayReuseAsync(run, cancellationToken);
    }

    private static void CheckScope(DemoStage stage, ExecutionSnapshot run, ExecutionSnapshot reference)
    {
        stage.Expectations.Require("the status of the execution", "Succeeded", run.Execution.Status);
        stage.Expectations.Expect("the steps that ran", [AbaloneSteps.Train], run.Steps.Where(step => !step.WasReused).Select(step => step.Name));
        stage.Expectations.Expect("the steps that were reused", [AbaloneSteps.Preprocess], run.Steps.Where(step => step.WasReused).Select(step => step.Name));
        stage.Expectations.Expect("where Abalone-Preprocess was reused from", reference.Execution.Arn, run.Step(AbaloneSteps.Preprocess)?.ReusedFromArn);
        stage.Expectations.Expect(
            "the job behind the reused step", reference.Step(AbaloneSteps.Preprocess)?.MadeArn ?? "", run.Step(AbaloneSteps.Preprocess)?.MadeArn);
        stage.Expectations.Expect("the selection that the execution reports", [AbaloneSteps.Train], run.Execution.SelectedSteps);
    }

    private static async Task CompareAsync(DemoStage stage, ExecutionSnapshot reference, ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var before = await stage.TrainingJobAsync(reference, AbaloneSteps.Train, cancellationToken);
        var after = await stage.TrainingJobAsync(run, AbaloneSteps.Train, cancellationToken);
        foreach (var change in changes)
        {
            stage.Expectations.Expect(
                $"the hyperparameter {change.HyperParameter}", change.Value, after.HyperParameters.GetValueOrDefault(change.HyperParameter));
        }

        var table = Styles.NewTable(
            Styles.Column("MODEL OF EXECUTION"), Styles.Narrow("TRAIN RMSE").RightAligned(), Styles.Narrow("VALIDATION RMSE").RightAligned());
        foreach (var (execution, job) in new[] { (reference.Execution, before), (run.Execution, after) })
        {
            table.AddRow(Styles.Cell(execution.Id), Styles.Cell(job.Metric("train:rmse")), Styles.Cell(job.Metric("validation:rmse")));
        }

        stage.Screen.Write(table);
        stage.Expectations.Expect("metrics of both models", before.Metrics.Count > 0 && after.Metrics.Count > 0, "some each", $"{before.Metrics.Count} and {after.Metrics.Count}");
        stage.Expectations.Expect(
            "the validation error after the change",
            before.Metric("validation:rmse") != after.Metric("validation:rmse"),
            $"another than {before.Metric("validation:rmse")}",
            after.Metric("validation:rmse"));
        stage.Expectations.Expect("the place of the new model", before.ModelUri != after.ModelUri, $"another than {before.ModelUri}", after.ModelUri ?? "none");
    }
}
