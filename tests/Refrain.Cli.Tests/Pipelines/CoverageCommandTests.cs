using System.Text.Json;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;

namespace Refrain.Cli.Tests.Pipelines;

public sealed class CoverageCommandTests
{
    private const string Answer = """
        {"pipelineArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline", "pipelineVersionId": 3, "executions": 12,
         "steps": [
          {"stepName": "Abalone-Preprocess", "stepType": "Processing", "executed": 4, "firstTime": "2026-03-01T09:00:00+00:00", "lastTime": "2026-03-12T10:11:12.5+00:00",
           "lastPipelineExecutionArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline/execution/aaaa00000001", "lastStatus": "Succeeded"},
          {"stepName": "Abalone-Train", "stepType": "Training", "executed": 12, "firstTime": "2026-03-01T09:00:00+00:00", "lastTime": "2026-03-14T08:00:00+00:00",
           "lastPipelineExecutionArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline/execution/bbbb00000001", "lastStatus": "Failed"},
          {"stepName": "Abalone-Fail", "stepType": "Fail", "executed": 0}],
         "branches": [
          {"condition": "Abalone-MSECheck", "outcome": "True", "taken": 11, "lastTime": "2026-03-14T08:00:00+00:00",
           "lastPipelineExecutionArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline/execution/bbbb00000001"},
          {"condition": "Abalone-MSECheck", "outcome": "False", "taken": 0}],
         "stepsExecuted": 2, "stepsTotal": 3, "branchesTaken": 1, "branchesTotal": 2,
         "former": [
          {"stepName": "Abalone-Clean", "executed": 1, "firstTime": "2026-02-01T09:00:00+00:00", "lastTime": "2026-02-01T09:00:00+00:00",
           "lastPipelineExecutionArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline/execution/cccc00000001", "lastStatus": "Succeeded"}]}
        """;

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task The_tables_fit_the_width(int width)
    {
        using var server = Serve(Answer);

        var run = await RefrainRun.OfAsync(server, "coverage AbalonePipeline", width);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= width, line));
        GoldenFile.Check($"coverage-{width}.txt", run.Out);
    }

    [Fact]
    public async Task A_pipeline_without_conditions_and_former_steps_has_one_table()
    {
        using var server = Serve("""{"pipelineArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/P", "pipelineVersionId": 1, "executions": 1, "steps": [{"stepName": "A", "stepType": "Processing", "executed": 0}], "branches": [], "former": []}""");

        var run = await RefrainRun.OfAsync(server, "coverage AbalonePipeline");

        Assert.StartsWith("Coverage of P, version 1, by 1 execution\n0 of 1 steps executed (0%)\n\nSTEP", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("CONDITION", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("OLDER", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_answer_of_the_API()
    {
        using var server = Serve(Answer);

        var run = await RefrainRun.OfAsync(server, "coverage AbalonePipeline --json");

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Answer).RootElement, JsonDocument.Parse(run.Out).RootElement));
    }

    [Fact]
    public async Task An_ARN_names_the_pipeline_too_and_the_request_is_signed()
    {
        using var server = Serve(Answer);

        var run = await RefrainRun.OfAsync(server, "coverage arn:aws:sagemaker:us-east-1:123456789012:pipeline/AbalonePipeline --json");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains($"Credential={FakeServer.AccessKey}/", server.Calls.Single().Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_that_is_not_there_is_an_error_with_a_remedy()
    {
        using var server = new FakeServer().On("GET /api/v1/pipelines/*", _ => new FakeAnswer(404, """{"__type":"ResourceNotFound","message":"Pipeline 'X' does not exist."}"""));

        var run = await RefrainRun.OfAsync(server, "coverage X");

        Assert.Equal((ExitCode.Error, "", "refrain: ResourceNotFound: Pipeline 'X' does not exist. List what there is with 'refrain pipeline list' and 'refrain executions PIPELINE'.\n"), (run.Code, run.Out, run.Error));
    }

    [Theory]
    [InlineData(502, "<html>", "The server answered 502 when asked for /api/v1/pipelines/X/coverage. Is it a Refrain server?")]
    [InlineData(200, "<html>", "The server answered 200 with something that is not JSON. Is it a Refrain server?")]
    public async Task A_server_of_another_kind_is_told(int status, string body, string message)
    {
        using var server = new FakeServer().On("GET /api/v1/pipelines/*", _ => new FakeAnswer(status, body));

        var run = await RefrainRun.OfAsync(server, "coverage X");

        Assert.Equal(ExitCode.Error, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static FakeServer Serve(string answer) => new FakeServer().On("GET /api/v1/pipelines/AbalonePipeline/coverage", answer);
}
