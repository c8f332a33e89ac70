using System.Text.Json;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;

namespace Refrain.Cli.Tests.Pipelines;

public sealed class PipelineCommandTests
{
    private static readonly string definitionFile = Path.Combine(AppContext.BaseDirectory, "Abalone", "pipeline.json");

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task A_description_shows_the_graph_as_a_tree_and_the_parameters(int width)
    {
        using var server = new FakeAccount().Pipeline("AbalonePipeline").Serve();

        var run = await RefrainRun.OfAsync(server, "pipeline describe AbalonePipeline", width);

        GoldenFile.Check($"pipeline-describe-{width}.txt", run.Out);
    }

    [Fact]
    public async Task Creating_sends_the_definition_byte_for_byte_with_a_role_and_a_token()
    {
        using var server = new FakeServer().On("CreatePipeline", """{"PipelineArn":"arn:x"}""");

        var run = await RefrainRun.OfAsync(server, ["pipeline", "create", "AbalonePipeline", "--definition", definitionFile]);

        var sent = server.BodiesOf("CreatePipeline").Single();
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(File.ReadAllText(definitionFile), sent.GetProperty("PipelineDefinition").GetString());
        Assert.Equal("arn:aws:iam::123456789012:role/RefrainPipelineRole", sent.GetProperty("RoleArn").GetString());
        Assert.InRange(sent.GetProperty("ClientRequestToken").GetString()!.Length, 32, 128);
        Assert.StartsWith("Pipeline AbalonePipeline is created.", run.Out);
    }

    [Fact]
    public async Task Updating_sends_only_what_was_given()
    {
        using var server = new FakeServer().On("UpdatePipeline", """{"PipelineArn":"arn:x","PipelineVersionId":2}""");

        var run = await RefrainRun.OfAsync(server, "pipeline update P --description new --json");

        Assert.Equal("""{"PipelineName":"P","PipelineDescription":"new"}""", server.BodiesOf("UpdatePipeline").Single().GetRawText());
        Assert.Equal(2, JsonDocument.Parse(run.Out).RootElement.GetProperty("PipelineVersionId").GetInt32());
    }

    [Fact]
    public async Task Deleting_names_the_pipeline()
    {
        using var server = new FakeServer().On("DeletePipeline", """{"PipelineArn":"arn:x"}""");

        var run = await RefrainRun.OfAsync(server, "pipeline delete P");

        Assert.Equal("Pipeline P is deleted, with its executions.\n", run.Out);
        Assert.Equal("P", server.BodiesOf("DeletePipeline").Single().GetProperty("PipelineName").GetString());
    }

    [Fact]
    public async Task The_list_is_a_table()
    {
        using var server = new FakeAccount().Pipeline("Two").Pipeline("One").Serve();

        var run = await RefrainRun.OfAsync(server, "pipeline list");

        Assert.Equal(
            """
            PIPELINE  CREATED               CHANGED               LAST EXECUTION
            One       2026-03-13 06:43:20Z  2026-03-14 05:43:20Z
            Two       2026-03-13 06:43:20Z  2026-03-14 05:43:20Z

            """,
            run.Out);
    }

    [Fact]
    public async Task A_definition_that_cannot_be_read_is_an_error_before_anything_is_sent()
    {
        using var server = new FakeServer();

        var run = await RefrainRun.OfAsync(server, "pipeline create P --definition /nonexistent/p.json");

        Assert.Equal(ExitCode.Error, run.Code);
        Assert.Contains("/nonexistent/p.json", run.Error);
        Assert.EndsWith("Give the path of a readable file to --definition.\n", run.Error);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task What_the_service_says_against_a_definition_is_shown_as_it_is()
    {
        const string words = "Unable to parse pipeline definition. Cannot parse object, unknown property 'Foo'. (at $.Foo; expected: Version, Steps)";
        using var server = new FakeServer().On("CreatePipeline", _ => FakeAnswer.Refuse("ValidationException", words));

        var run = await RefrainRun.OfAsync(server, ["pipeline", "create", "P", "--definition", definitionFile]);

        Assert.Equal((ExitCode.Error, $"refrain: ValidationException: {words}\n"), (run.Code, run.Error));
    }
}
