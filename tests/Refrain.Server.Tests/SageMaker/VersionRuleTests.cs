namespace Refrain.Server.Tests.SageMaker;

public sealed class VersionRuleTests(StrictTestServer server) : IClassFixture<StrictTestServer>
{
    [Fact]
    public async Task A_strict_server_takes_references_of_the_started_version_only()
    {
        var client = server.SageMaker;
        await client.CreateAsync("Strict", TestPipeline.Draw("A > B"));
        var source = await client.RunAsync("Strict");
        await client.CallAsync("UpdatePipeline", new { PipelineName = "Strict", PipelineDefinition = TestPipeline.Draw("A > B > C") });
        var selective = new { SourcePipelineExecutionArn = source, SelectedSteps = new[] { new { StepName = "B" } } };

        Assert.Equal(
            $"ValidationException: Invalid SourcePipelineExecutionArn: {source}. It ran version 1 of the pipeline, and version 2 is started.",
            await client.RefusedAsync("StartPipelineExecution", new { PipelineName = "Strict", ClientRequestToken = SageMakerClient.NewToken(), SelectiveExecutionConfig = selective }));
    }
}
