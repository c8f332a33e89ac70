using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

public sealed class TagTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Scope = "arn:aws:sagemaker:us-east-1:123456789012";

    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task Tags_are_added_overwritten_listed_and_deleted()
    {
        await client.CallAsync("CreatePipeline", new
        {
            PipelineName = "Tagged", PipelineDefinition = TestPipeline.Draw("A"), RoleArn = SageMakerClient.Role, ClientRequestToken = SageMakerClient.NewToken(), Tags = new[] { new { Key = "k", Value = "old" } },
        });
        var arn = $"{Scope}:pipeline/Tagged";
        var added = await client.CallAsync("AddTags", new { ResourceArn = $"{Scope}:pipeline/tagged", Tags = new[] { new { Key = "k", Value = "new" }, new { Key = "l", Value = "" } } });

        Assert.Empty(ApiModel.Problems("AddTags", added));
        Assert.Equal("k=new l=", Text(added));
        Assert.Equal("k=new l=", await ListAsync(arn));
        var deleted = await client.CallAsync("DeleteTags", new { ResourceArn = arn, TagKeys = new[] { "k", "none" } });
        Assert.Empty(ApiModel.Problems("DeleteTags", deleted));
        Assert.Equal("l=", await ListAsync(arn));
    }

    [Fact]
    public async Task Everything_with_an_ARN_takes_tags_and_loses_them_with_itself()
    {
        var tags = new[] { new { Key = "made", Value = "so" } };
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "TagGroup", Tags = tags });
        await client.CallAsync("CreateModel", new { ModelName = "tag-model", PrimaryContainer = new { Image = "i" }, Tags = tags });
        await client.CallAsync("CreateExperiment", new { ExperimentName = "tag-experiment", Tags = tags });
        await client.CallAsync("CreateTrial", new { TrialName = "tag-trial", ExperimentName = "tag-experiment", Tags = tags });
        await client.CallAsync("CreateTrialComponent", new { TrialComponentName = "tag-component", Tags = tags });
        await client.CallAsync("CreateProcessingJob", DirectJobTests.Processing("tag-job", new { Tags = tags }));
        await client.CallAsync("CreateModelPackage", new { ModelPackageGroupName = "TagGroup" });
        foreach (var resource in new[] { "model-package-group/TagGroup", "model/tag-model", "experiment/tag-experiment", "experiment-trial/tag-trial", "experiment-trial-component/tag-component", "processing-job/tag-job" })
        {
            Assert.Equal("made=so", await ListAsync($"{Scope}:{resource}"));
        }

        await client.CallAsync("AddTags", new { ResourceArn = $"{Scope}:model-package/taggroup/1", Tags = tags });
        Assert.Equal("made=so", await ListAsync($"{Scope}:model-package/taggroup/1"));
        await client.CallAsync("DeleteModelPackage", new { ModelPackageName = $"{Scope}:model-package/taggroup/1" });
        await client.CallAsync("DeleteModelPackageGroup", new { ModelPackageGroupName = "TagGroup" });
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "TagGroup" });
        Assert.Empty(await ListAsync($"{Scope}:model-package-group/TagGroup"));
    }

    [Fact]
    public async Task A_pipelines_job_has_the_tags_of_its_arguments()
    {
        var step = TestPipeline.Processing("A");
        step["Arguments"]!["Tags"] = new JsonArray(new JsonObject { ["Key"] = "of", ["Value"] = "the step" });
        await client.CreateAsync("TaggedJobs", TestPipeline.Definition(step));
        var arn = await client.RunAsync("TaggedJobs");
        var job = (string)Assert.Single(await client.StepsAsync(arn))["Metadata"]!["ProcessingJob"]!["Arn"]!;

        Assert.Equal("of=the step", await ListAsync(job));
        Assert.Empty(ApiModel.Problems("DescribeProcessingJob", await client.CallAsync("DescribeProcessingJob", new { ProcessingJobName = job.Split('/')[^1] })));
    }

    [Theory]
    [InlineData("pipeline/nobody")]
    [InlineData("training-job/nobody")]
    [InlineData("model-package/nobody/1")]
    [InlineData("model-package/nobody")]
    [InlineData("endpoint/nobody")]
    public async Task Tags_of_what_is_not_there_are_refused(string resource)
    {
        var expected = $"ValidationException: Could not find resource \"{Scope}:{resource}\".";

        Assert.Equal(expected, await client.RefusedAsync("ListTags", new { ResourceArn = $"{Scope}:{resource}" }));
        Assert.Equal(expected, await client.RefusedAsync("AddTags", new { ResourceArn = $"{Scope}:{resource}", Tags = new[] { new { Key = "k", Value = "v" } } }));
        Assert.Equal(expected, await client.RefusedAsync("DeleteTags", new { ResourceArn = $"{Scope}:{resource}", TagKeys = new[] { "k" } }));
    }

    [Fact]
    public async Task A_resource_has_fifty_tags_at_most_and_too_many_change_nothing()
    {
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "Full" });
        var arn = $"{Scope}:model-package-group/Full";
        await client.CallAsync("AddTags", new { ResourceArn = arn, Tags = Enumerable.Range(0, 50).Select(number => new { Key = $"k{number:00}", Value = "v" }) });

        Assert.StartsWith("ResourceLimitExceeded: ", await client.RefusedAsync("AddTags", new { ResourceArn = arn, Tags = new[] { new { Key = "one-more", Value = "v" } } }), StringComparison.Ordinal);
        await client.CallAsync("AddTags", new { ResourceArn = arn, Tags = new[] { new { Key = "k00", Value = "again" } } });
        Assert.Equal(50, (await ListAsync(arn)).Split(' ').Length);
    }

    [Fact]
    public async Task Tags_that_mean_something_here_must_be_readable_and_those_of_AWS_are_reserved()
    {
        await client.CreateAsync("Meaning", TestPipeline.Draw("A"));
        object Adding(string key, string value) => new { ResourceArn = $"{Scope}:pipeline/Meaning", Tags = new[] { new { Key = key, Value = value } } };

        Assert.Contains("reserved", await client.RefusedAsync("AddTags", Adding("aws:owner", "me")), StringComparison.Ordinal);
        Assert.Contains("refrain:keep-executions", await client.RefusedAsync("AddTags", Adding("refrain:keep-executions", "many")), StringComparison.Ordinal);
        await client.CallAsync("AddTags", Adding("refrain:keep-executions", "3"));
    }

    private static string Text(JsonObject answer) => string.Join(' ', answer["Tags"]!.AsArray().Select(tag => $"{tag!["Key"]}={tag["Value"]}"));

    private async Task<string> ListAsync(string arn)
    {
        var answer = await client.CallAsync("ListTags", new { ResourceArn = arn });
        Assert.Empty(ApiModel.Problems("ListTags", answer));
        return Text(answer);
    }
}
