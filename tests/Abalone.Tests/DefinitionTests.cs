using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Abalone.Tests;

public sealed class DefinitionTests
{
    private readonly Definition _definition = new();

    [Fact]
    public void The_parameters_are_those_of_the_announcement()
    {
        Assert.Equal(
            [
                "ProcessingInstanceType String ml.t3.medium",
                "ProcessingInstanceCount Integer 1",
                "TrainingInstanceType String ml.c5.xlarge",
                "TrainingInstanceCount Integer 1",
                "XGBNumRounds Integer 50",
                "XGBMaxDepth Integer 5",
                "XGBETA Float 0.2",
                "XGBGamma Float 4",
                "XGBMinChildWeight Integer 6",
                "XGBSubSample Float 0.7",
                "ModelPath String s3://refrain-abalone/Abalone/models/",
                "ApprovalStatus String PendingManualApproval",
                "InputData String s3://refrain-abalone/sample-dataset/abalone/abalone.csv",
                "MseThreshold Float 6.0",
            ],
            _definition.ParameterLines);
    }

    [Fact]
    public void The_steps_have_the_announcements_names()
    {
        Assert.Equal(
            [
                "Abalone-Preprocess Processing",
                "Abalone-Train Training",
                "Abalone-Evaluate Processing",
                "Abalone-MSECheck Condition",
                "Abalone-ModelRegister RegisterModel",
                "Abalone-CreateModel Model",
                "Abalone-FailNotify Fail",
            ],
            _definition.AllSteps.Select(step => $"{step["Name"]} {step["Type"]}"));
    }

    [Fact]
    public void Every_parameter_is_used_and_every_reference_has_its_target()
    {
        var gets = _definition.Gets().Distinct().ToList();
        var parameters = _definition.ParameterLines.Select(parameter => "Parameters." + parameter.Split(' ')[0]);

        Assert.Equal(parameters.Order(), gets.Where(get => get.StartsWith("Parameters.", StringComparison.Ordinal)).Order());
        Assert.All(
            gets.Where(get => get.StartsWith("Steps.", StringComparison.Ordinal)),
            get => Assert.Equal(get.Split('.')[1], (string?)_definition.Step(get.Split('.')[1])["Name"]));
    }

    [Theory]
    [InlineData("Abalone-Preprocess", "Preprocess", "/opt/ml/processing/input/code/", "@@CODE_PREPROCESS@@")]
    [InlineData("Abalone-Train", "Train", "/opt/ml/input/data/code/", "@@CODE_TRAIN@@")]
    [InlineData("Abalone-Evaluate", "Evaluate", "/opt/ml/processing/input/code/", "@@CODE_EVALUATE@@")]
    public void A_step_starts_the_program_that_its_code_input_brings(string step, string program, string folder, string token)
    {
        var arguments = _definition.Step(step).At("Arguments").ToJsonString();

        Assert.Contains($"[\"dotnet\",\"{folder}Abalone.{program}.dll\"]", arguments, StringComparison.Ordinal);
        Assert.Contains($"\"S3Uri\":\"{token}\"", arguments, StringComparison.Ordinal);
        Assert.Equal(2, _definition.Text.Split(token).Length);
        Assert.True(File.Exists(Sample.Program(program)));
    }

    [Fact]
    public void The_metric_definitions_read_the_log()
    {
        const string Log = "trainer: LightGBM\ntrain-rmse:1.801734\nvalidation-rmse:2.210310\n";

        var metrics = _definition.TrainArguments.Each("AlgorithmSpecification.MetricDefinitions")
            .Select(metric => $"{metric["Name"]} {Regex.Match(Log, (string?)metric["Regex"] ?? "").Groups[1].Value}");

        Assert.Equal(["train:rmse 1.801734", "validation:rmse 2.210310"], metrics);
    }

    [Fact]
    public void The_report_goes_to_the_same_key_in_every_execution_and_the_parts_do_not()
    {
        Assert.Contains("\"S3Uri\":\"s3://refrain-abalone/AbalonePipeline/evaluation\"", _definition.Step("Abalone-Evaluate").ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"S3Uri\":\"s3://refrain-abalone/AbalonePipeline/evaluation/evaluation.json\"", _definition.Text, StringComparison.Ordinal);
        Assert.Equal(3, _definition.Step("Abalone-Preprocess").ToJsonString().Split("Execution.PipelineExecutionId").Length - 1);
    }

    [Fact]
    public void The_data_are_the_published_ones()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Sample.DataFile)));

        Assert.Equal("de37cdcdcaaa50c309d514f248f7c2302a5f1f88c168905eba23fe2fbc78449f", hash);
        Assert.Contains(hash, File.ReadAllText(Path.Combine(Sample.Folder, "data", "README.md")), StringComparison.Ordinal);
    }
}
