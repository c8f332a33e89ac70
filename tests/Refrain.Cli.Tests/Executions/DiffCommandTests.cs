using System.Text.Json;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

public sealed class DiffCommandTests
{
    private const string P = "AbalonePipeline";

    private const string Different = """
        {"equal": false,
         "old": {"pipelineExecutionArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline/execution/aaaa00000001", "pipelineVersionId": 1, "status": "Succeeded",
                 "startTime": "2026-03-13T08:00:00+00:00", "seconds": 75.2},
         "new": {"pipelineExecutionArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline/execution/bbbb00000001", "pipelineVersionId": 2, "status": "Failed",
                 "startTime": "2026-03-14T08:00:00+00:00", "seconds": 12.34},
         "definition": {"added": ["Abalone-Explain"], "removed": ["Abalone-Clean"],
          "changed": [{"stepName": "Abalone-Train", "differences": [{"path": "Arguments.HyperParameters.num_round", "old": "50", "new": "100"}, {"path": "RetryPolicies", "new": [{"MaxAttempts": 3}]}]}],
          "other": [{"path": "Parameters[Rounds].DefaultValue", "old": 50, "new": 100}, {"path": "Parameters[Gone]", "old": {"Name": "Gone", "Type": "String"}}]},
         "parameters": [{"name": "Rounds", "old": "50", "new": "100"}, {"name": "Added", "new": "x"}],
         "steps": [
          {"stepName": "Abalone-Preprocess", "stepType": "Processing", "changed": true, "old": {"status": "Succeeded", "origin": "Run", "seconds": 62.5}, "new": {"status": "Succeeded", "origin": "Reuse", "seconds": 62.5},
           "inputs": [{"name": "input-1", "oldUri": "s3://data/a.csv", "oldDigest": "d1", "newUri": "s3://data/a.csv", "newDigest": "d2", "changed": true},
                      {"name": "same", "oldUri": "s3://data/s.csv", "oldDigest": "d1", "newUri": "s3://data/s2.csv", "newDigest": "d1", "changed": false}], "parts": [], "metrics": []},
          {"stepName": "Abalone-Train", "stepType": "Training", "changed": true, "old": {"status": "Succeeded", "origin": "Run", "seconds": 8.26}, "new": {"status": "Succeeded", "origin": "CacheHit", "seconds": 0.01},
           "inputs": [{"name": "train", "oldUri": "s3://b/aaaa/train", "oldDigest": "d1", "newUri": "s3://b/bbbb/train", "newDigest": "d2", "changed": true}, {"name": "extra", "newUri": "s3://b/e", "newDigest": "d9", "changed": true}],
           "parts": ["code", "environment"],
           "metrics": [{"name": "validation:rmse", "old": 2.25, "new": 2.125, "difference": -0.125}, {"name": "mae", "new": 1.5}]},
          {"stepName": "Abalone-MSECheck", "stepType": "Condition", "changed": true, "old": {"status": "Succeeded", "outcome": "True", "origin": "Run", "seconds": 0.1}, "new": {"status": "Succeeded", "outcome": "False", "origin": "Run", "seconds": 0.1},
           "inputs": [], "parts": [], "metrics": []},
          {"stepName": "Abalone-Register", "stepType": "RegisterModel", "changed": true, "old": {"status": "Succeeded", "origin": "Run", "seconds": 0.2}, "inputs": [], "parts": [], "metrics": []}]}
        """;

    private const string Same = """
        {"equal": true,
         "old": {"pipelineExecutionArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline/execution/aaaa00000001", "pipelineVersionId": 1, "status": "Succeeded", "startTime": "2026-03-13T08:00:00+00:00", "seconds": 75.2},
         "new": {"pipelineExecutionArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline/execution/bbbb00000001", "pipelineVersionId": 1, "status": "Succeeded", "startTime": "2026-03-14T08:00:00+00:00", "seconds": 70},
         "definition": {"added": [], "removed": [], "changed": [], "other": []}, "parameters": [],
         "steps": [{"stepName": "A", "stepType": "Processing", "changed": false, "old": {"status": "Succeeded", "origin": "Run", "seconds": 62.5}, "new": {"status": "Succeeded", "origin": "Run", "seconds": 60}, "inputs": [], "parts": [], "metrics": []}]}
        """;

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Everything_that_differs_is_shown(int width)
    {
        using var server = Serve(Different);

        var run = await RefrainRun.OfAsync(server, "diff aaaa bbbb", width);

        Assert.Equal((ExitCode.Different, ""), (run.Code, run.Error));
        GoldenFile.Check($"diff-{width}.txt", run.Out);
    }

    [Fact]
    public async Task No_difference_is_exit_code_0_and_the_durations_are_shown_all_the_same()
    {
        using var server = Serve(Same);

        var run = await RefrainRun.OfAsync(server, "diff aaaa bbbb");

        Assert.Equal(ExitCode.Ok, run.Code);
        GoldenFile.Check("diff-equal.txt", run.Out);
    }

    [Theory]
    [InlineData(Different, ExitCode.Different)]
    [InlineData(Same, ExitCode.Ok)]
    public async Task Json_is_the_answer_of_the_API_with_the_same_exit_code(string answer, int code)
    {
        using var server = Serve(answer);

        var run = await RefrainRun.OfAsync(server, "diff aaaa bbbb --json");

        Assert.Equal(code, run.Code);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(answer).RootElement, JsonDocument.Parse(run.Out).RootElement));
    }

    [Fact]
    public async Task Latest_as_the_second_is_that_of_the_first_one_s_pipeline()
    {
        using var server = Account().Pipeline("Another").Execution("Another", "zzzz00000001", "Succeeded", 1).Serve().On("GET /api/v1/executions/aaaa00000001/diff/bbbb00000001", Same);

        var run = await RefrainRun.OfAsync(server, "diff aaaa @latest");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
    }

    [Fact]
    public async Task A_refusal_is_exit_code_1()
    {
        using var server = Account().Serve().On("GET /api/v1/executions/*", _ => FakeAnswer.Refuse("ValidationException", "different pipelines"));

        var run = await RefrainRun.OfAsync(server, "diff aaaa bbbb");

        Assert.Equal((ExitCode.Error, "refrain: ValidationException: different pipelines\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task A_long_value_is_cut_and_says_where_the_rest_is()
    {
        using var server = Serve(Same.Replace("\"parameters\": []", $$"""
            "parameters": [{"name": "P", "old": "{{new string('x', 5000)}}", "new": "y"}]
            """));

        var run = await RefrainRun.OfAsync(server, "diff aaaa bbbb");

        Assert.Contains($"P: \"{new string('x', 99)} ... (--json has all of it) -> \"y\"", run.Out, StringComparison.Ordinal);
    }

    private static FakeServer Serve(string answer) => Account().Serve().On("GET /api/v1/executions/aaaa00000001/diff/bbbb00000001", answer);

    private static FakeAccount Account() => new FakeAccount().Pipeline(P).Execution(P, "aaaa00000001", "Succeeded", 75).Execution(P, "bbbb00000001", "Failed", 12);
}
