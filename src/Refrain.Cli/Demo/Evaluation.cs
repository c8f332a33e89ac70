using System.Globalization;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Core;

namespace Refrain.Cli.Demo;

/// <summary>
/// What Abalone-Evaluate found in one execution. It writes to one fixed key in every run, so this is read before the next run
/// writes there; the executions themselves keep what they read.
/// </summary>
/// <param name="Execution">Whose evaluation it is.</param>
/// <param name="MeanSquaredError">On the test rows.</param>
internal sealed record Evaluation(ExecutionView Execution, double MeanSquaredError)
{
    /// <summary>For example <c>4.571</c>.</summary>
    public string Text => Show(MeanSquaredError);

    public static string Show(double error) => error.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Reads evaluation.json where the job of this run has put it.</summary>
    /// <exception cref="UnmetExpectationException">There is none.</exception>
    public static async Task<Evaluation> ReadAsync(DemoStage stage, ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var job = await stage.Api.CallAsync(
            "DescribeProcessingJob", new JsonObject { ["ProcessingJobName"] = stage.MadeBy(run, AbaloneSteps.Evaluate) }, cancellationToken);
        var output = job.Member("ProcessingOutputConfig")?.Items("Outputs").FirstOrDefault();
        var folder = output?.Member("S3Output")?.Text("S3Uri") ?? "";
        stage.Expectations.Require(
            "the job of Abalone-Evaluate", "Completed, with an output", $"{job.Text("ProcessingJobStatus")}, {(folder.Length > 0 ? "with" : "without")} an output");
        var report = await stage.ReadJsonAsync($"{folder.TrimEnd('/')}/evaluation.json", cancellationToken);
        var error = report.Member("regression_metrics")?.Member("mse")?.Member("value")?.GetDouble();
        stage.Expectations.Require("the mean squared error in evaluation.json", "a number", error is null ? null : "a number");
        return new Evaluation(run.Execution, error!.Value); // required a line above
    }
}
