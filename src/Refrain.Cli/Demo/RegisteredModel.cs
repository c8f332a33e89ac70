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
        var evaluation = await Evaluation.ReadAsync(stage, run, cancellationToken);
        stage.Evaluations.Add(evaluation);
        var threshold = parameters.GetValueOrDefault("MseThreshold", "NaN");
        var isMet = evaluation.MeanSquaredError <= double.Parse(threshold, CultureInfo.InvariantCulture);
        stage.Expectations.Expect("the mean squared error on the test rows", isMet, $"at most {threshold}", evaluation.Text);
        stage.Fact("Test MSE", $"{evaluation.Text} (threshold {threshold})");
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
        stage.Fact("Package", $"{group} version {Version(package)}, {package.Text("ModelApprovalStatus")}");
    }

    private static async Task ShowModelAsync(DemoStage stage, ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var name = stage.MadeBy(run, AbaloneSteps.CreateModel);
        var model = await stage.Api.CallAsync("DescribeModel", new JsonObject { ["ModelName"] = name }, cancellationToken);
        var trained = await stage.TrainingJobAsync(run, AbaloneSteps.Train, cancellationToken);
        var data = model.Member("PrimaryContainer")?.Text("ModelDataUrl");
        stage.Expectations.Expect("the status of the training job", "Completed", trained.Status);
        stage.Expectations.Expect("the data of the model", trained.ModelUri ?? "", data);
        stage.Fact("Model", $"{model.Required("ModelName")}");
    }

    private static string Version(JsonElement package) => package.Member("ModelPackageVersion") is { } version ? JsonText.Scalar(version) ?? "" : "";
}
