using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Core;

namespace Refrain.Cli.Demo;

/// <summary>What a whole run leaves: an evaluation below the threshold, a model package to be approved, a model.</summary>
internal static class RegisteredModel
{
    public static async Task ShowAsync(DemoStage stage, ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var parameters = await stage.ParametersAsync(run, cancellationToken);
        await ShowEvaluationAsync(stage, run, parameters, cancellationToken);
        await ShowPackageAsync(stage, run, parameters, cancellationToken);
        await ShowModelAsync(stage, run, cancellationToken);
    }

    private static async Task ShowEvaluationAsync(
        DemoStage stage, ExecutionSnapshot run, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var job = await stage.Api.CallAsync(
            "DescribeProcessingJob", new JsonObject { ["ProcessingJobName"] = stage.MadeBy(run, AbaloneSteps.Evaluate) }, cancellationToken);
        var output = job.Member("ProcessingOutputConfig")?.Items("Outputs").FirstOrDefault();
        var folder = output?.Member("S3Output")?.Text("S3Uri") ?? "";
        stage.Expectations.Require("the job of Abalone-Evaluate", "Completed, with an output", $"{job.Text("ProcessingJobStatus")}, {(folder.Length > 0 ? "with" : "without")} an output");
        var report = await stage.ReadJsonAsync($"{folder.TrimEnd('/')}/evaluation.json", cancellationToken);
        var error = report.Member("regression_metrics")?.Member("mse")?.Member("value")?.GetDouble();
        var threshold = double.Parse(parameters.GetValueOrDefault("MseThreshold", "NaN"), CultureInfo.InvariantCulture);
        stage.Expectations.Expect("the mean squared error on the test rows", error <= threshold, $"at most {threshold}", $"{error}");
        stage.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"Test MSE  {error:0.000} (threshold {threshold:0.0##})"));
    }

    private static async Task ShowPackageAsync(
        DemoStage stage, ExecutionSnapshot run, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var arn = run.Step(AbaloneSteps.Register)?.MadeArn ?? "";
        stage.Expectations.Require("what Abalone-ModelRegister made", "a model package", arn.Contains(":model-package/", StringComparison.Ordinal) ? "a model package" : arn);
        var package = await stage.Api.CallAsync("DescribeModelPackage", new JsonObject { ["ModelPackageName"] = arn }, cancellationToken);
        stage.Expectations.Expect("the approval status of the package", parameters.GetValueOrDefault("ApprovalStatus", ""), package.Text("ModelApprovalStatus"));
        var group = package.Required("ModelPackageGroupName");
        var listed = await stage.Api.ListAsync(
            "ListModelPackages", new JsonObject { ["ModelPackageGroupName"] = group }, "ModelPackageSummaryList", int.MaxValue, cancellationToken);
        stage.Expectations.Expect(
            $"the packages of {group}", listed.Exists(summary => summary.Text("ModelPackageArn") == arn), $"{arn} among them", $"{listed.Count} others");
        stage.Screen.Line($"Package   {group} version {Version(package)}, {package.Text("ModelApprovalStatus")}");
    }

    private static async Task ShowModelAsync(DemoStage stage, ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var name = stage.MadeBy(run, AbaloneSteps.CreateModel);
        var model = await stage.Api.CallAsync("DescribeModel", new JsonObject { ["ModelName"] = name }, cancellationToken);
        var trained = await stage.TrainingJobAsync(run, AbaloneSteps.Train, cancellationToken);
        var data = model.Member("PrimaryContainer")?.Text("ModelDataUrl");
        stage.Expectations.Expect("the status of the training job", "Completed", trained.Status);
        stage.Expectations.Expect("the data of the model", trained.ModelUri ?? "", data);
        stage.Screen.Line($"Model     {model.Required("ModelName")}");
        stage.Screen.Line($"          {data}");
    }

    private static string Version(JsonElement package) => package.Member("ModelPackageVersion") is { } version ? JsonText.Scalar(version) ?? "" : "";
}
