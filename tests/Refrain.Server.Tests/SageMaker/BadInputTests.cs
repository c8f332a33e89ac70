using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

public sealed class BadInputTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task Everything_wrong_with_a_shape_is_told_at_once_in_the_words_of_AWS()
    {
        var refusal = await client.RefusedAsync("CreatePipeline", """
            {"PipelineName": "-no-", "RoleArn": null, "ClientRequestToken": "short", "PipelineDefinition": "",
             "ParallelismConfiguration": {"MaxParallelExecutionSteps": 0}, "Tags": [{"Key": "k", "Value": "v"}, {"Key": "", "Value": null}, null],
             "PipelineDefinitionS3Location": {"Bucket": "Capital"}}
            """);

        Assert.Equal(
            "ValidationException: 10 validation errors detected: "
            + "Value '-no-' at 'pipelineName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}; "
            + "Value '' at 'pipelineDefinition' failed to satisfy constraint: Member must have length greater than or equal to 1; "
            + @"Value 'Capital' at 'pipelineDefinitionS3Location.bucket' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9]; "
            + "Value null at 'pipelineDefinitionS3Location.objectKey' failed to satisfy constraint: Member must not be null; "
            + "Value 'short' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32; "
            + "Value null at 'roleArn' failed to satisfy constraint: Member must not be null; "
            + "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1; "
            + "Value null at 'tags.2.member.value' failed to satisfy constraint: Member must not be null; "
            + "Value null at 'tags.3.member' failed to satisfy constraint: Member must not be null; "
            + "Value '0' at 'parallelismConfiguration.maxParallelExecutionSteps' failed to satisfy constraint: Member must have value greater than or equal to 1",
            refusal);
    }

    [Theory]
    [InlineData("ListPipelines", """{"MaxResults": 0}""", "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData("ListPipelines", """{"MaxResults": 101}""", "Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100")]
    [InlineData("ListPipelines", """{"SortBy": "Size"}""", "Value 'Size' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [Name, CreationTime]")]
    [InlineData("ListPipelineExecutions", """{"PipelineName": "P", "SortOrder": "Up"}""", "Value 'Up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [Ascending, Descending]")]
    [InlineData("ListPipelineExecutionSteps", "{}", "Value null at 'pipelineExecutionArn' failed to satisfy constraint: Member must not be null")]
    [InlineData("DescribePipelineExecution", """{"PipelineExecutionArn": "x"}""", @"Value 'x' at 'pipelineExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:pipeline\/.*\/execution\/.*")]
    [InlineData("StartPipelineExecution", """{"PipelineName": "P", "ClientRequestToken": "01234567890123456789012345678901", "SelectiveExecutionConfig": {"SelectedSteps": []}}""", "Value '[]' at 'selectiveExecutionConfig.selectedSteps' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("StartPipelineExecution", """{"PipelineName": "P", "ClientRequestToken": "01234567890123456789012345678901", "SelectiveExecutionConfig": {}}""", "Value null at 'selectiveExecutionConfig.selectedSteps' failed to satisfy constraint: Member must not be null")]
    [InlineData("StartPipelineExecution", """{"PipelineName": "P", "ClientRequestToken": "01234567890123456789012345678901", "PipelineParameters": [{"Name": "a b", "Value": ""}]}""", @"Value 'a b' at 'pipelineParameters.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9\-_]*")]
    [InlineData("DescribeTrainingJob", "{}", "Value null at 'trainingJobName' failed to satisfy constraint: Member must not be null")]
    [InlineData("DescribePipeline", """{"PipelineName": "P", "PipelineVersionId": 0}""", "Value '0' at 'pipelineVersionId' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    public async Task One_thing_wrong_with_a_shape_is_told_in_the_words_of_AWS(string operation, string input, string expected) =>
        Assert.Equal($"ValidationException: 1 validation error detected: {expected}", await client.RefusedAsync(operation, input));

    [Theory]
    [InlineData("DescribePipeline", """{"PipelineName": 5}""", "the value at $.PipelineName has the wrong JSON type (expected: a string)")]
    [InlineData("ListPipelines", """{"MaxResults": "5"}""", "the value at $.MaxResults has the wrong JSON type (expected: a whole number)")]
    [InlineData("ListPipelines", """{"CreatedAfter": "yesterday"}""", "the value at $.CreatedAfter has the wrong JSON type (expected: a timestamp: seconds since 1970, or ISO 8601)")]
    [InlineData("CreatePipeline", """{"Tags": {}}""", "the value at $.Tags has the wrong JSON type (expected: an array)")]
    [InlineData("CreatePipeline", """{"Tags": [{"Key": []}]}""", "the value at $.Tags[0].Key has the wrong JSON type (expected: a string)")]
    [InlineData("ListPipelines", "[]", "the value at $ has the wrong JSON type (expected: an object)")]
    public async Task A_member_of_the_wrong_type_is_a_serialization_error_that_names_it(string operation, string input, string expected) =>
        Assert.Equal($"SerializationException: The request cannot be read: {expected}.", await client.RefusedAsync(operation, input));

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("nonsense")]
    [InlineData("""{"PipelineName": "\ud800"}""")]
    public async Task What_is_no_JSON_object_is_a_serialization_error(string body) =>
        Assert.StartsWith("SerializationException: The request cannot be read: ", await client.RefusedAsync("DescribePipeline", body), StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_operation_says_so() =>
        Assert.Equal("UnknownOperationException: Refrain does not offer the operation 'MakeCoffee'.", await client.RefusedAsync("MakeCoffee", "{}"));

    [Fact]
    public async Task An_empty_body_counts_as_an_empty_object()
    {
        var answer = await client.SendAsync("ListPipelines", "");

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_with_the_remedy() => Assert.Equal(
        "ValidationException: The request is larger than 8388608 bytes. Put a large definition into S3 and name it with PipelineDefinitionS3Location.",
        await client.RefusedAsync("CreatePipeline", new string(' ', 8 * 1024 * 1024 + 1)));

    [Fact]
    public async Task A_definition_is_refused_with_all_its_problems_and_nothing_is_stored()
    {
        var definition = TestPipeline.Definition(
            TestPipeline.Processing("Same"),
            TestPipeline.Processing("Same"),
            TestPipeline.Processing("Loop", "Pool"),
            TestPipeline.Processing("Pool", "Loop"),
            new JsonObject { ["Name"] = "Odd", ["Type"] = "Brewing", ["Arguments"] = new JsonObject() },
            TestPipeline.Processing("Waits", "Nobody"));
        var refusal = await RefusedAsync("Broken", definition);

        Assert.StartsWith("ValidationException: Unable to parse pipeline definition. ", refusal, StringComparison.Ordinal);
        Assert.All(["'Same'", "Brewing", "'Nobody'", "$.Steps[1]", "$.Steps[4].Type"], part => Assert.Contains(part, refusal, StringComparison.Ordinal));
        Assert.StartsWith("ResourceNotFound: ", await client.RefusedAsync("DescribePipeline", new { PipelineName = "Broken" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"Version": "2020-12-01"}""")]
    [InlineData("""{"Version": "2020-12-01", "Parameters": [{"Name": "N", "Type": "Integer", "DefaultValue": "one"}], "Steps": []}""")]
    public async Task A_definition_that_is_none_is_refused(string definition) =>
        Assert.StartsWith("ValidationException: Unable to parse pipeline definition. ", await RefusedAsync("None", definition), StringComparison.Ordinal);

    [Fact]
    public async Task A_cycle_is_refused()
    {
        var refusal = await RefusedAsync("Cycle", TestPipeline.Definition(TestPipeline.Processing("Loop", "Pool"), TestPipeline.Processing("Pool", "Loop")));

        Assert.StartsWith("ValidationException: Unable to parse pipeline definition. ", refusal, StringComparison.Ordinal);
        Assert.Contains("Loop", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_update_changes_nothing()
    {
        var definition = TestPipeline.Draw("A");
        await client.CreateAsync("Kept", definition);
        await client.RefusedAsync("UpdatePipeline", new { PipelineName = "Kept", PipelineDefinition = "{}", PipelineDescription = "new" });
        var kept = await client.CallAsync("DescribePipeline", new { PipelineName = "Kept" });

        Assert.Equal(definition, (string?)kept["PipelineDefinition"]);
        Assert.False(kept.ContainsKey("PipelineDescription"));
    }

    [Fact]
    public async Task Exactly_one_source_of_the_definition_is_wanted()
    {
        Assert.Equal(
            "ValidationException: Either PipelineDefinition or PipelineDefinitionS3Location must be given.",
            await client.RefusedAsync("CreatePipeline", new { PipelineName = "Neither", RoleArn = SageMakerClient.Role, ClientRequestToken = SageMakerClient.NewToken() }));
    }

    [Fact]
    public async Task What_does_not_exist_is_refused_as_the_service_would()
    {
        const string Execution = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/P/execution/000000000000";

        Assert.Equal("ResourceNotFound: Pipeline 'arn:aws:sagemaker:us-east-1:123456789012:pipeline/Nobody' does not exist.", await client.RefusedAsync("ListPipelineExecutions", new { PipelineName = "Nobody" }));
        foreach (var operation in new[] { "DescribePipelineExecution", "ListPipelineExecutionSteps", "ListPipelineParametersForExecution", "DescribePipelineDefinitionForExecution" })
        {
            Assert.Equal($"ResourceNotFound: Pipeline execution '{Execution}' does not exist.", await client.RefusedAsync(operation, new { PipelineExecutionArn = Execution }));
        }

        Assert.Equal("ValidationException: Requested resource not found.", await client.RefusedAsync("DescribeTrainingJob", new { TrainingJobName = "nobody" }));
        Assert.Equal("ValidationException: Requested resource not found.", await client.RefusedAsync("DescribeProcessingJob", new { ProcessingJobName = "nobody" }));
        Assert.Equal("ValidationException: Could not find model \"arn:aws:sagemaker:us-east-1:123456789012:model/nobody\".", await client.RefusedAsync("DescribeModel", new { ModelName = "nobody" }));
        Assert.Equal(
            "ValidationException: Could not find model package \"arn:aws:sagemaker:us-east-1:123456789012:model-package/nobody/3\".",
            await client.RefusedAsync("DescribeModelPackage", new { ModelPackageName = "arn:aws:sagemaker:us-east-1:123456789012:model-package/nobody/3" }));
    }

    private Task<string> RefusedAsync(string name, string definition) => client.RefusedAsync(
        "CreatePipeline", new { PipelineName = name, PipelineDefinition = definition, RoleArn = SageMakerClient.Role, ClientRequestToken = SageMakerClient.NewToken() });
}
