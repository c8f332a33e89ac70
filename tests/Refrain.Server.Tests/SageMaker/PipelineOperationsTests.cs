using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

public sealed class PipelineOperationsTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task A_pipeline_is_described_as_it_was_created()
    {
        var definition = TestPipeline.Draw("A > B");
        var created = await client.CallAsync("CreatePipeline", new
        {
            PipelineName = "Described",
            PipelineDisplayName = "Shown",
            PipelineDescription = "For \"readers\" of <text>",
            PipelineDefinition = definition,
            RoleArn = SageMakerClient.Role,
            ClientRequestToken = SageMakerClient.NewToken(),
            Tags = new[] { new { Key = "team", Value = "blue" } },
            ParallelismConfiguration = new { MaxParallelExecutionSteps = 3 },
            SomethingNewer = new { Of = "AWS" },
        });
        var described = await client.CallAsync("DescribePipeline", new { PipelineName = "Described" });

        Assert.Equal("arn:aws:sagemaker:us-east-1:123456789012:pipeline/Described", (string?)created["PipelineArn"]);
        Assert.Equal(definition, (string?)described["PipelineDefinition"]);
        Assert.Empty(ApiModel.Problems("CreatePipeline", created));
        Assert.Empty(ApiModel.Problems("DescribePipeline", described));
        Golden.Check("DescribePipeline", described);
    }

    [Fact]
    public async Task A_pipeline_is_found_by_name_by_arn_and_without_regard_to_case()
    {
        await client.CreateAsync("Found", TestPipeline.Draw("A"));

        foreach (var name in new[] { "Found", "fOUND", "arn:aws:sagemaker:us-east-1:123456789012:pipeline/Found" })
        {
            Assert.Equal("Found", (string?)(await client.CallAsync("DescribePipeline", new { PipelineName = name }))["PipelineName"]);
        }
    }

    [Fact]
    public async Task A_pipeline_of_another_region_is_another_pipeline()
    {
        await client.CreateAsync("Regional", TestPipeline.Draw("A"));
        var elsewhere = new SageMakerClient(new SignedHttp(new HttpClient(), server.Endpoint, TestServer.Keys) { Region = "eu-west-1" });

        Assert.Equal(
            "ResourceNotFound: Pipeline 'arn:aws:sagemaker:eu-west-1:123456789012:pipeline/Regional' does not exist.",
            await elsewhere.RefusedAsync("DescribePipeline", new { PipelineName = "Regional" }));
    }

    [Fact]
    public async Task A_name_can_be_taken_once()
    {
        await client.CreateAsync("Taken", TestPipeline.Draw("A"));

        Assert.Equal(
            "ValidationException: Pipeline names must be unique within an AWS account and region. Pipeline with name (Taken) already exists.",
            await client.RefusedAsync(
                "CreatePipeline",
                new { PipelineName = "Taken", PipelineDefinition = "no matter", RoleArn = SageMakerClient.Role, ClientRequestToken = SageMakerClient.NewToken() }));
    }

    [Fact]
    public async Task A_repeated_token_gets_the_first_answer_and_a_token_with_another_request_is_a_conflict()
    {
        var token = SageMakerClient.NewToken();
        var input = new { PipelineName = "Repeated", PipelineDefinition = TestPipeline.Draw("A"), RoleArn = SageMakerClient.Role, ClientRequestToken = token };
        var first = await client.CallAsync("CreatePipeline", input);
        var again = await client.CallAsync("CreatePipeline", input);

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.StartsWith("ConflictException: ", await client.RefusedAsync("CreatePipeline", input with { PipelineName = "Other" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Updating_changes_what_was_sent_and_counts_versions_of_the_definition()
    {
        await client.CreateAsync("Updated", TestPipeline.Draw("A"));
        var described = await client.CallAsync("UpdatePipeline", new { PipelineName = "Updated", PipelineDescription = "later" });
        var redefined = await client.CallAsync("UpdatePipeline", new { PipelineName = "Updated", PipelineDefinition = TestPipeline.Draw("A > B") });
        var latest = await client.CallAsync("DescribePipeline", new { PipelineName = "Updated" });
        var first = await client.CallAsync("DescribePipeline", new { PipelineName = "Updated", PipelineVersionId = 1 });

        Assert.Empty(ApiModel.Problems("UpdatePipeline", redefined));
        Assert.Equal((1, 2), ((int)described["PipelineVersionId"]!, (int)redefined["PipelineVersionId"]!));
        Assert.Equal(("later", SageMakerClient.Role), ((string?)latest["PipelineDescription"], (string?)latest["RoleArn"]));
        Assert.Equal(TestPipeline.Draw("A > B"), (string?)latest["PipelineDefinition"]);
        Assert.Equal(TestPipeline.Draw("A"), (string?)first["PipelineDefinition"]);
        Assert.Equal(
            "ResourceNotFound: Version 7 of pipeline 'arn:aws:sagemaker:us-east-1:123456789012:pipeline/Updated' does not exist.",
            await client.RefusedAsync("DescribePipeline", new { PipelineName = "Updated", PipelineVersionId = 7 }));
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_each_with_its_last_execution()
    {
        await client.CreateAsync("Versioned", TestPipeline.Draw("A"));
        var first = await client.RunAsync("Versioned");
        foreach (var picture in new[] { "A > B", "A > B > C" })
        {
            await client.CallAsync("UpdatePipeline", new { PipelineName = "Versioned", PipelineDefinition = TestPipeline.Draw(picture) });
        }

        var last = await client.RunAsync("Versioned");
        await client.CallAsync("UpdatePipelineVersion", new { PipelineArn = Arn("Versioned"), PipelineVersionId = 2, PipelineVersionDisplayName = "second-try" });
        var all = await client.CallAsync("ListPipelineVersions", new { PipelineName = "Versioned" });
        Assert.Empty(ApiModel.Problems("ListPipelineVersions", all));
        Golden.Check("ListPipelineVersions", all);
        Assert.Equal([3, 2, 1], Versions(all));
        Assert.Equal([last, null, first], all["PipelineVersionSummaries"]!.AsArray().Select(version => (string?)version!["LastExecutionPipelineExecutionArn"]));
        Assert.Equal([3], Versions(await client.CallAsync("ListPipelineVersions", new { PipelineName = Arn("Versioned"), MaxResults = 1 })));
        Assert.Equal([1, 2, 3], Versions(await client.CallAsync("ListPipelineVersions", new { PipelineName = "Versioned", SortOrder = "Ascending" })));
        Assert.StartsWith("ResourceNotFound: ", await client.RefusedAsync("ListPipelineVersions", new { PipelineName = "Unversioned" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_come_in_pages()
    {
        await client.CreateAsync("Versioned", TestPipeline.Draw("A"));
        foreach (var picture in new[] { "B", "C", "D" })
        {
            await client.CallAsync("UpdatePipeline", new { PipelineName = "Versioned", PipelineDefinition = TestPipeline.Draw(picture) });
        }

        var page = await client.CallAsync("ListPipelineVersions", new { PipelineName = "Versioned", MaxResults = 3 });
        Assert.Equal([4, 3, 2], Versions(page));
        var token = (string?)page["NextToken"];
        Assert.Equal([1], Versions(await client.CallAsync("ListPipelineVersions", new { PipelineName = "Versioned", MaxResults = 3, NextToken = token })));
        Assert.StartsWith(
            "ValidationException: Invalid NextToken",
            await client.RefusedAsync("ListPipelineVersions", new { PipelineName = "Versioned", SortOrder = "Ascending", NextToken = token }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_called_what_somebody_calls_it()
    {
        await client.CreateAsync("Called", TestPipeline.Draw("A"));
        await client.CallAsync("UpdatePipeline", new { PipelineName = "Called", PipelineDefinition = TestPipeline.Draw("B") });

        var updated = await client.CallAsync(
            "UpdatePipelineVersion", new { PipelineArn = Arn("Called"), PipelineVersionId = 1, PipelineVersionDisplayName = "baseline", PipelineVersionDescription = "what we compare with" });
        Assert.Empty(ApiModel.Problems("UpdatePipelineVersion", updated));
        Assert.Equal((Arn("Called"), 1), ((string?)updated["PipelineArn"], (int)updated["PipelineVersionId"]!));
        await client.CallAsync("UpdatePipelineVersion", new { PipelineArn = Arn("Called"), PipelineVersionId = 1, PipelineVersionDescription = "what all is compared with" });
        var described = await client.CallAsync("DescribePipeline", new { PipelineName = "Called", PipelineVersionId = 1 });
        Assert.Empty(ApiModel.Problems("DescribePipeline", described));
        Assert.Equal(("baseline", "what all is compared with"), ((string?)described["PipelineVersionDisplayName"], (string?)described["PipelineVersionDescription"]));
        Assert.False((await client.CallAsync("DescribePipeline", new { PipelineName = "Called" })).ContainsKey("PipelineVersionDisplayName"));
        Assert.Equal(
            $"ResourceNotFound: Version 3 of pipeline '{Arn("Called")}' does not exist.",
            await client.RefusedAsync("UpdatePipelineVersion", new { PipelineArn = Arn("Called"), PipelineVersionId = 3, PipelineVersionDescription = "x" }));
        Assert.StartsWith(
            "ValidationException: 1 validation error detected: Value null at 'pipelineVersionId'",
            await client.RefusedAsync("UpdatePipelineVersion", new { PipelineArn = Arn("Called") }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_may_lie_in_S3()
    {
        await server.S3.CreateBucketAsync("definitions", TestContext.Current.CancellationToken);
        var definition = TestPipeline.Draw("A > B > C");
        await server.S3.PutObjectAsync("definitions", "some/definition.json", System.Text.Encoding.UTF8.GetBytes(definition), "application/json", TestContext.Current.CancellationToken);
        await client.CallAsync("CreatePipeline", new
        {
            PipelineName = "FromS3",
            PipelineDefinitionS3Location = new { Bucket = "definitions", ObjectKey = "some/definition.json" },
            RoleArn = SageMakerClient.Role,
            ClientRequestToken = SageMakerClient.NewToken(),
        });

        Assert.Equal(definition, (string?)(await client.CallAsync("DescribePipeline", new { PipelineName = "FromS3" }))["PipelineDefinition"]);
        Assert.StartsWith(
            "ValidationException: The pipeline definition at s3://definitions/nowhere does not exist.",
            await client.RefusedAsync("UpdatePipeline", new { PipelineName = "FromS3", PipelineDefinitionS3Location = new { Bucket = "definitions", ObjectKey = "nowhere" } }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_pipeline_is_gone_and_its_name_is_free()
    {
        await client.CreateAsync("Deleted", TestPipeline.Draw("A"));
        var execution = await client.RunAsync("Deleted");
        var token = SageMakerClient.NewToken();
        var deleted = await client.CallAsync("DeletePipeline", new { PipelineName = "Deleted", ClientRequestToken = token });
        var again = await client.CallAsync("DeletePipeline", new { PipelineName = "Deleted", ClientRequestToken = token });

        Assert.Equal("arn:aws:sagemaker:us-east-1:123456789012:pipeline/Deleted", (string?)deleted["PipelineArn"]);
        Assert.Equal(deleted.ToJsonString(), again.ToJsonString());
        Assert.StartsWith("ResourceNotFound: ", await client.RefusedAsync("DescribePipeline", new { PipelineName = "Deleted" }), StringComparison.Ordinal);
        Assert.Equal($"ResourceNotFound: Pipeline execution '{execution}' does not exist.", await client.RefusedAsync("DescribePipelineExecution", new { PipelineExecutionArn = execution }));
        await client.CreateAsync("Deleted", TestPipeline.Draw("A"));
    }

    [Fact]
    public async Task A_pipeline_that_runs_cannot_be_deleted()
    {
        await client.CreateAsync("Busy", TestPipeline.Draw("Hold"));
        var execution = await client.StartAsync("Busy");

        Assert.Equal(
            "ConflictException: Pipeline 'arn:aws:sagemaker:us-east-1:123456789012:pipeline/Busy' has executions that have not ended. Stop them first.",
            await client.RefusedAsync("DeletePipeline", new { PipelineName = "Busy", ClientRequestToken = SageMakerClient.NewToken() }));
        await client.CallAsync("StopPipelineExecution", new { PipelineExecutionArn = execution, ClientRequestToken = SageMakerClient.NewToken() });
        Assert.Equal("Stopped", await client.EndAsync(execution));
    }

    [Fact]
    public async Task Pipelines_are_listed_newest_first_by_prefix_and_by_time()
    {
        foreach (var name in new[] { "Listed-b", "Listed-a", "Listed-c" })
        {
            await client.CreateAsync(name, TestPipeline.Draw("A"));
            await Task.Delay(2, TestContext.Current.CancellationToken); // the filters below tell whole milliseconds apart
        }

        await client.RunAsync("Listed-a");
        var all = await client.CallAsync("ListPipelines", new { PipelineNamePrefix = "Listed" });
        var byName = await client.CallAsync("ListPipelines", new { PipelineNamePrefix = "Listed", SortBy = "Name", SortOrder = "Ascending" });
        var created = (decimal)all["PipelineSummaries"]![1]!["CreationTime"]!;
        var after = await client.CallAsync("ListPipelines", new { PipelineNamePrefix = "Listed", CreatedAfter = created });
        var before = await client.CallAsync("ListPipelines", new { PipelineNamePrefix = "Listed", CreatedBefore = DateTimeOffset.FromUnixTimeMilliseconds((long)(created * 1000)) });

        Assert.Equal(["Listed-c", "Listed-a", "Listed-b"], Names(all));
        Assert.Equal(["Listed-a", "Listed-b", "Listed-c"], Names(byName));
        Assert.Equal(["Listed-c"], Names(after));
        Assert.Equal(["Listed-b"], Names(before));
        Assert.Empty(ApiModel.Problems("ListPipelines", all));
        Golden.Check("ListPipelines", all);
    }

    [Fact]
    public async Task Pages_stay_true_while_pipelines_are_made()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            await client.CreateAsync($"Page{number}", TestPipeline.Draw("A"));
        }

        var first = await client.CallAsync("ListPipelines", new { PipelineNamePrefix = "Page", MaxResults = 2 });
        await client.CreateAsync("Page6", TestPipeline.Draw("A"));
        var second = await client.CallAsync("ListPipelines", new { PipelineNamePrefix = "Page", MaxResults = 2, NextToken = (string?)first["NextToken"] });
        var third = await client.CallAsync("ListPipelines", new { PipelineNamePrefix = "Page", MaxResults = 5, NextToken = (string?)second["NextToken"] });

        Assert.Equal(["Page5", "Page4", "Page3", "Page2", "Page1"], [.. Names(first), .. Names(second), .. Names(third)]);
        Assert.False(third.ContainsKey("NextToken"));
    }

    [Fact]
    public async Task A_token_of_another_list_or_filter_and_a_made_up_one_are_refused()
    {
        const string Refusal = "ValidationException: Invalid NextToken: it is not from this list with these filters. Leave it out to begin with the first page.";
        await client.CreateAsync("TokenA", TestPipeline.Draw("A"));
        await client.CreateAsync("TokenB", TestPipeline.Draw("A"));
        var token = (string)(await client.CallAsync("ListPipelines", new { PipelineNamePrefix = "Token", MaxResults = 1 }))["NextToken"]!;

        Assert.Equal(Refusal, await client.RefusedAsync("ListPipelines", new { PipelineNamePrefix = "Tok", NextToken = token }));
        Assert.Equal(Refusal, await client.RefusedAsync("ListPipelines", new { PipelineNamePrefix = "Token", SortOrder = "Ascending", NextToken = token }));
        Assert.Equal(Refusal, await client.RefusedAsync("ListPipelineExecutions", new { PipelineName = "TokenA", NextToken = token }));
        Assert.Equal(Refusal, await client.RefusedAsync("ListPipelines", new { NextToken = "made up!" }));
        Assert.Equal(Refusal, await client.RefusedAsync("ListPipelines", new { PipelineNamePrefix = "Token", NextToken = $"{token}AA" }));
    }

    private static string Arn(string pipeline) => $"arn:aws:sagemaker:us-east-1:123456789012:pipeline/{pipeline}";

    private static IEnumerable<int> Versions(JsonObject list) => list["PipelineVersionSummaries"]!.AsArray().Select(version => (int)version!["PipelineVersionId"]!);

    private static IEnumerable<string?> Names(JsonObject list) => list["PipelineSummaries"]!.AsArray().Select(summary => (string?)summary!["PipelineName"]);
}
