using System.Text.Json;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

public sealed class ExplainCommandTests
{
    private const string P = "AbalonePipeline";
    private const string Address = "GET /api/v1/executions/bbbb00000001/steps/Abalone-Train/explain";

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task A_run_is_shown_with_what_changed_and_what_the_cache_had(int width)
    {
        using var server = Serve(Ran);

        var run = await RefrainRun.OfAsync(server, "explain bbbb --step Abalone-Train", width);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.All(run.Out.Split('\n').Where(line => line.Contains("  ", StringComparison.Ordinal) && !line.StartsWith(' ')), line => Assert.True(line.Length <= width, line)); // the tables
        GoldenFile.Check($"explain-{width}.txt", run.Out);
    }

    [Fact]
    public async Task A_hit_says_who_made_the_result_and_how_long_ago()
    {
        using var server = Serve(Hit);

        var run = await RefrainRun.OfAsync(server, "explain bbbb --step Abalone-Train");

        GoldenFile.Check("explain-hit.txt", run.Out);
    }

    [Fact]
    public async Task What_did_not_begin_is_two_lines()
    {
        using var server = Serve(
            $$"""{"pipelineExecutionArn":"{{Arn(P, "bbbb00000001")}}","stepName":"Abalone-Train","stepType":"Training","code":"branch-not-taken","reason":"It stands in the if branch of Check, which came out False.","parts":[],"arguments":[]}""");

        var run = await RefrainRun.OfAsync(server, "explain @latest --step Abalone-Train");

        Assert.Equal("Abalone-Train in execution bbbb00000001\nIt stands in the if branch of Check, which came out False.\n", run.Out);
    }

    [Fact]
    public async Task Json_is_the_answer_of_the_server()
    {
        using var server = Serve(Hit);

        var run = await RefrainRun.OfAsync(server, "explain bbbb --step Abalone-Train --json");

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Hit).RootElement, JsonDocument.Parse(run.Out).RootElement));
    }

    [Fact]
    public async Task A_step_that_is_not_there_is_an_error_with_the_servers_words()
    {
        using var server = Serve(Hit);
        server.On(Address, _ => FakeAnswer.Refuse("ResourceNotFound", "The pipeline of execution 'bbbb00000001' has no step 'Abalone-Train'."));

        var run = await RefrainRun.OfAsync(server, "explain bbbb --step Abalone-Train");

        Assert.Equal((ExitCode.Error, ""), (run.Code, run.Out));
        Assert.StartsWith("refrain: ResourceNotFound: The pipeline of execution 'bbbb00000001' has no step 'Abalone-Train'.", run.Error);
    }

    private static string Digest(char letter) => new(letter, 64);

    private static string Ran { get; } = $$$"""
        {"pipelineExecutionArn":"{{{Arn(P, "bbbb00000001")}}}","stepName":"Abalone-Train","stepType":"Training","status":"Succeeded","code":"selected","reason":"It is selected.",
         "previous":{"pipelineExecutionArn":"{{{Arn(P, "aaaa00000001")}}}","pipelineVersionId":1,"status":"Succeeded","startTime":"2026-03-14T06:00:00Z","endTime":"2026-03-14T06:01:00Z"},
         "comparison":"Since its run in execution aaaa00000001 changed: arguments, environment, input train.",
         "parts":[
          {"part":"definition","old":"{{{Digest('a')}}}","new":"{{{Digest('a')}}}","changed":false},
          {"part":"arguments","old":"{{{Digest('b')}}}","new":"{{{Digest('c')}}}","changed":true},
          {"part":"image","old":"refrain.local/host","new":"refrain.local/host","changed":false},
          {"part":"environment","old":"{{{Digest('d')}}}","new":"{{{Digest('e')}}}","changed":true},
          {"part":"code","changed":false},
          {"part":"input","name":"train","old":"{{{Digest('1')}}}","new":"{{{Digest('2')}}}","oldS3Uri":"s3://b/1","newS3Uri":"s3://b/2","changed":true}],
         "arguments":[
          {"path":"HyperParameters.num_round","old":"50","new":"51"},
          {"path":"InputDataConfig[train].DataSource.S3DataSource.S3Uri","old":"s3://sagemaker-us-east-1-123456789012/AbalonePipeline/aaaa00000001/Abalone-Preprocess/output/train","new":"s3://sagemaker-us-east-1-123456789012/AbalonePipeline/bbbb00000001/Abalone-Preprocess/output/train"},
          {"path":"CheckpointConfig","new":{"S3Uri":"s3://b/checkpoints"}}],
         "cache":{"enabled":true,"expireAfter":"P30D","identity":"aws","key":"{{{Digest('f')}}}","code":"differs",
          "reason":"No earlier run has the same key; the run of execution aaaa00000001 comes nearest and differs in HyperParameters, CheckpointConfig.",
          "components":[{"name":"AlgorithmSpecification","digest":"{{{Digest('3')}}}"},{"name":"CheckpointConfig","digest":"{{{Digest('6')}}}"},{"name":"HyperParameters","digest":"{{{Digest('4')}}}"}],
          "nearest":{"pipelineExecutionArn":"{{{Arn(P, "aaaa00000001")}}}","endTime":"2026-03-14T06:01:00Z","ageSeconds":12600,"expireTime":"2026-04-13T06:01:00Z",
           "components":[{"name":"AlgorithmSpecification","digest":"{{{Digest('3')}}}"},{"name":"HyperParameters","digest":"{{{Digest('5')}}}"}],"differing":["HyperParameters","CheckpointConfig"]} } }
        """;

    private static string Hit { get; } = $$$"""
        {"pipelineExecutionArn":"{{{Arn(P, "bbbb00000001")}}}","stepName":"Abalone-Train","stepType":"Training","status":"Succeeded","code":"cache-hit",
         "reason":"It did not run: the cache had a run with the same key, of execution aaaa00000001.",
         "source":{"pipelineExecutionArn":"{{{Arn(P, "aaaa00000001")}}}","originPipelineExecutionArn":"{{{Arn(P, "aaaa00000001")}}}","endTime":"2026-03-14T06:01:00Z","ageSeconds":12600},
         "comparison":"Nothing it is made of has changed since its run in execution aaaa00000001.",
         "parts":[{"part":"definition","old":"{{{Digest('a')}}}","new":"{{{Digest('a')}}}","changed":false}],"arguments":[],
         "cache":{"enabled":true,"expireAfter":"P30D","identity":"content","key":"{{{Digest('f')}}}","code":"hit","reason":"The run of execution aaaa00000001 has the same key and stands for it.",
          "components":[{"name":"AlgorithmSpecification","digest":"{{{Digest('3')}}}"}],
          "nearest":{"pipelineExecutionArn":"{{{Arn(P, "aaaa00000001")}}}","endTime":"2026-03-14T06:01:00Z","ageSeconds":12600,"components":[{"name":"AlgorithmSpecification","digest":"{{{Digest('3')}}}"}],"differing":[]} } }
        """;

    private static FakeServer Serve(string explanation) => new FakeAccount().Pipeline(P)
        .Execution(P, "aaaa00000001", "Succeeded", 75)
        .Execution(P, "bbbb00000001", "Succeeded", 9)
        .Serve()
        .On(Address, explanation);
}
