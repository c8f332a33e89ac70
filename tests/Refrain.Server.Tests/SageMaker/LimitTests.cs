using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

/// <summary>The limits that the operator told the server, lower and higher than AWS's, at every door they belong to.</summary>
public sealed class LimitTests(LimitedTestServer server) : IClassFixture<LimitedTestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task A_definition_is_measured_by_the_servers_limits()
    {
        await client.CreateAsync("TwoSteps", TestPipeline.Draw("A > B"));

        Assert.Equal(
            "ValidationException: Unable to parse pipeline definition. The definition has 3 steps. (at $.Steps; expected: at most 2)",
            await client.RefusedAsync("CreatePipeline", Create("ThreeSteps", TestPipeline.Draw("A > B > C"))));
        Assert.Contains("'pipelineDefinition' failed to satisfy constraint: Member must have length less than or equal to 3000", await client.RefusedAsync("CreatePipeline", Create("Long", new string(' ', 3001))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_is_measured_by_the_servers_limits()
    {
        await client.CreateAsync("Starts", TestPipeline.Draw("A"));
        var given = Enumerable.Range(0, 202).Select(index => new { Name = $"P{index}", Value = new string('v', index == 0 ? 1026 : 1025) }).ToList();

        Assert.Contains("Parameter 'P1' is not declared", await client.RefusedAsync("StartPipelineExecution", Start(given[1..])), StringComparison.Ordinal);
        var refusal = await client.RefusedAsync("StartPipelineExecution", Start(given));
        Assert.Contains("'pipelineParameters' failed to satisfy constraint: Member must have length less than or equal to 201", refusal, StringComparison.Ordinal);
        Assert.Contains("'pipelineParameters.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 1025", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("pipelineParameters.2.", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selected_steps_are_measured_by_the_servers_limits()
    {
        object Selecting(int count) => new { PipelineName = "None", ClientRequestToken = SageMakerClient.NewToken(), SelectiveExecutionConfig = new { SelectedSteps = Enumerable.Range(0, count).Select(index => new { StepName = $"S{index}" }) } };

        Assert.StartsWith("ResourceNotFound: ", await client.RefusedAsync("StartPipelineExecution", Selecting(51)), StringComparison.Ordinal);
        Assert.Contains("must have length less than or equal to 51", await client.RefusedAsync("StartPipelineExecution", Selecting(52)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_jobs_arguments_are_measured_by_the_servers_limits()
    {
        var step = TestPipeline.Processing("A");
        step["Arguments"]!["Environment"] = new JsonObject { ["A"] = "1", ["B"] = "2" };
        await client.CreateAsync("Environment", TestPipeline.Definition(step));

        var failed = Assert.Single(await client.StepsAsync(await client.RunAsync("Environment")));

        Assert.Equal(
            "ClientError: Model Validation failed: map {2 entries} with size=2 cannot be greater than max=1.0 defined for ProcessingEnvironmentMap. (at Arguments.Environment; expected: at most 1)",
            (string?)failed["FailureReason"]);
    }

    private static object Create(string name, string definition) =>
        new { PipelineName = name, PipelineDefinition = definition, RoleArn = SageMakerClient.Role, ClientRequestToken = SageMakerClient.NewToken() };

    private static object Start(object parameters) => new { PipelineName = "Starts", ClientRequestToken = SageMakerClient.NewToken(), PipelineParameters = parameters };
}
