using System.Text.Json.Nodes;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Server.Tests.SageMaker;

/// <summary>Jobs outside any pipeline, and jobs of pipelines by their names.</summary>
public sealed class DirectJobTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task A_training_job_runs_and_its_description_echoes_the_request()
    {
        var created = await client.CallAsync("CreateTrainingJob", Training("echo", new { HyperParameters = new { depth = "5" }, Environment = new { Get = "Parameters.X" }, Tags = new[] { new { Key = "team", Value = "blue" } } }));
        var described = await EndAsync("Training", "echo");

        Assert.Equal("arn:aws:sagemaker:us-east-1:123456789012:training-job/echo", (string?)created["TrainingJobArn"]);
        Assert.Empty(ApiModel.Problems("CreateTrainingJob", created));
        Assert.Empty(ApiModel.Problems("DescribeTrainingJob", described));
        Assert.Equal("Completed", (string?)described["TrainingJobStatus"]);
        Assert.Equal("""{"depth":"5"}""", described["HyperParameters"]!.ToJsonString());
        Assert.Equal("""{"Get":"Parameters.X"}""", described["Environment"]!.ToJsonString()); // what looks like an expression is none here
        Assert.Equal("s3://direct/echo/output/model.tar.gz", (string?)described["ModelArtifacts"]!["S3ModelArtifacts"]);
        Assert.Equal("Starting Downloading Training Completed", Phases(described));
        Assert.Contains(server.Runtime.Specs["echo"].Environment, variable => variable is { Name: "Get", Value: "Parameters.X" });
        Assert.Equal("team=blue", await TagsAsync((string)created["TrainingJobArn"]!));
    }

    [Fact]
    public async Task A_processing_job_runs_with_its_environment_its_limit_and_the_image_of_the_request()
    {
        var request = Processing("limited", new { Environment = new { Color = "red" }, StoppingCondition = new { MaxRuntimeInSeconds = 77 } });
        var created = await client.CallAsync("CreateProcessingJob", request);
        var described = await EndAsync("Processing", "limited");

        Assert.Empty(ApiModel.Problems("CreateProcessingJob", created));
        Assert.Empty(ApiModel.Problems("DescribeProcessingJob", described));
        Assert.Equal("Completed", (string?)described["ProcessingJobStatus"]);
        var spec = server.Runtime.Specs["limited"];
        Assert.Equal((77, "refrain.local/host", "limited"), (spec.MaxRuntimeSeconds, spec.Image, spec.JobName));
        Assert.Contains(spec.Environment, variable => variable is { Name: "Color", Value: "red" });
    }

    [Fact]
    public async Task A_transform_job_serves_the_model_as_it_was_when_it_began()
    {
        await server.S3.CreateBucketAsync("scoring", CancellationToken.None);
        await server.S3.PutObjectAsync("scoring", "in/rows.csv", "1,2\n"u8.ToArray(), "text/csv", CancellationToken.None);
        await client.CallAsync("CreateModel", new
        {
            ModelName = "scorer", ExecutionRoleArn = "arn:aws:iam::123456789012:role/any", PrimaryContainer = new { Image = "sagemaker-xgboost:1.5-1", Environment = new { Color = "red" } },
        });
        object request = new
        {
            TransformJobName = "score",
            ModelName = "scorer",
            TransformInput = new { DataSource = new { S3DataSource = new { S3DataType = "S3Prefix", S3Uri = "s3://scoring/in/" } }, ContentType = "text/csv", SplitType = "Line" },
            TransformOutput = new { S3OutputPath = "s3://scoring/out", AssembleWith = "Line" },
            TransformResources = new { InstanceType = "ml.m5.large", InstanceCount = 1 },
        };

        var created = await client.CallAsync("CreateTransformJob", request);
        var described = await EndAsync("Transform", "score");
        var listed = await client.CallAsync("ListTransformJobs", new { NameContains = "SCORE" });

        Assert.Equal("arn:aws:sagemaker:us-east-1:123456789012:transform-job/score", (string?)created["TransformJobArn"]);
        Assert.Empty(ApiModel.Problems("CreateTransformJob", created));
        Assert.Empty(ApiModel.Problems("DescribeTransformJob", described));
        Assert.Empty(ApiModel.Problems("ListTransformJobs", listed));
        Assert.Equal(("Completed", "scorer"), ((string?)described["TransformJobStatus"], (string?)described["ModelName"]));
        Assert.Equal(["score"], listed["TransformJobSummaries"]!.AsArray().Select(job => (string?)job!["TransformJobName"]));
        Assert.Equal(["sagemaker-xgboost:1.5-1"], server.Runtime.Specs["score"].Transform!.Containers.Select(container => container.Image));
        Assert.StartsWith("ResourceInUse", await client.RefusedAsync("CreateTransformJob", request), StringComparison.Ordinal);
        await client.CallAsync("DeleteModel", new { ModelName = "scorer" });
        Assert.Equal("Completed", (string?)(await DescribeAsync("Transform", "score"))["TransformJobStatus"]);
    }

    [Fact]
    public async Task A_job_that_fails_says_why()
    {
        await client.CallAsync("CreateProcessingJob", Processing("Fail-this"));
        var described = await EndAsync("Processing", "Fail-this");

        Assert.Equal("Failed", (string?)described["ProcessingJobStatus"]);
        Assert.StartsWith("AlgorithmError: ", (string?)described["FailureReason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_whose_input_is_not_there_fails_before_it_starts()
    {
        await client.CallAsync("CreateProcessingJob", Processing("no-input", new
        {
            ProcessingInputs = new[] { new { InputName = "in", S3Input = new { S3Uri = "s3://nowhere/at-all", LocalPath = "/opt/ml/processing/in", S3DataType = "S3Prefix", S3InputMode = "File" } } },
        }));
        var described = await EndAsync("Processing", "no-input");

        Assert.Empty(ApiModel.Problems("DescribeProcessingJob", described));
        Assert.Equal("Failed", (string?)described["ProcessingJobStatus"]);
        Assert.Contains("No S3 objects found under S3 URL", (string?)described["FailureReason"], StringComparison.Ordinal);
        Assert.False(server.Runtime.Specs.ContainsKey("no-input"));
    }

    [Fact]
    public async Task A_name_is_given_once_for_each_kind()
    {
        await client.CallAsync("CreateTrainingJob", Training("once"));
        await client.CallAsync("CreateProcessingJob", Processing("once"));
        await EndAsync("Training", "once");

        Assert.Equal(
            "ResourceInUse: Training job names must be unique within an AWS account and region, and a training job with this name already exists (arn:aws:sagemaker:us-east-1:123456789012:training-job/once)",
            await client.RefusedAsync("CreateTrainingJob", Training("once")));
        Assert.StartsWith("ResourceInUse: Processing job names", await client.RefusedAsync("CreateProcessingJob", Processing("once")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_ask_for_one_name_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.SendAsync("CreateTrainingJob", Training("wanted"))));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal("ResourceInUse", (string?)answer.Json["__type"]));
        Assert.Equal("Completed", (string?)(await EndAsync("Training", "wanted"))["TrainingJobStatus"]);
    }

    [Fact]
    public async Task What_the_model_allows_and_no_job_can_do_is_refused_at_once()
    {
        var refusal = await client.RefusedAsync("CreateTrainingJob", new { TrainingJobName = "no-image", RoleArn = SageMakerClient.Role, OutputDataConfig = new { S3OutputPath = "s3://direct" } });

        Assert.Equal(
            "ValidationException: Model Validation failed: Value null at 'AlgorithmSpecification' failed to satisfy constraint: Member must not be null (at Arguments.AlgorithmSpecification; expected: a value for AlgorithmSpecification)",
            refusal);
        Assert.Equal("ValidationException: Requested resource not found.", await client.RefusedAsync("DescribeTrainingJob", new { TrainingJobName = "no-image" }));
    }

    [Fact]
    public async Task A_job_is_stopped_and_says_so_on_the_way()
    {
        await client.CallAsync("CreateTrainingJob", Training("Hold-stop"));
        await StatusAsync("Training", "Hold-stop", job => (string?)job["SecondaryStatus"] == "Training");
        var answer = await client.SendAsync("StopTrainingJob", new { TrainingJobName = "Hold-stop" });
        var described = await EndAsync("Training", "Hold-stop");

        Assert.Equal((200, "{}"), (answer.Status, answer.Text));
        Assert.Equal("Stopped", (string?)described["TrainingJobStatus"]);
        Assert.Equal("Starting Downloading Training Stopped", Phases(described));
        Assert.False(described.ContainsKey("FailureReason"));
        Assert.Equal(
            "ValidationException: The request was rejected because the training job is in status Stopped.", await client.RefusedAsync("StopTrainingJob", new { TrainingJobName = "Hold-stop" }));
    }

    [Fact]
    public async Task A_job_of_a_pipeline_is_stopped_by_its_name_and_its_step_fails()
    {
        await client.CreateAsync("Stops", TestPipeline.Draw("Hold > After"));
        var arn = await client.StartAsync("Stops");
        await client.StepReachesAsync(arn, "Hold", "Executing");
        var name = JobOf(Assert.Single(await client.StepsAsync(arn)));
        await client.CallAsync("StopProcessingJob", new { ProcessingJobName = name });

        Assert.Equal("Failed", await client.EndAsync(arn));
        var step = Assert.Single(await client.StepsAsync(arn));
        Assert.Equal(("Failed", "ClientError: The job was stopped\nLast lines of the log:\nthe last words"), ((string?)step["StepStatus"], (string?)step["FailureReason"]));
        Assert.Equal("Stopped", (string?)(await DescribeAsync("Processing", name))["ProcessingJobStatus"]);
    }

    [Fact]
    public async Task Who_stops_what_is_not_there_is_told()
    {
        Assert.Equal("ValidationException: Requested resource not found.", await client.RefusedAsync("StopTrainingJob", new { TrainingJobName = "nobody" }));
        Assert.Equal("ValidationException: Requested resource not found.", await client.RefusedAsync("StopProcessingJob", new { ProcessingJobName = "nobody" }));
    }

    [Fact]
    public async Task Jobs_of_pipelines_and_others_are_listed_together_filtered_sorted_and_in_pages()
    {
        await client.CreateAsync("Lists", TestPipeline.Draw("Listed"));
        var arn = await client.RunAsync("Lists");
        var ofPipeline = JobOf(Assert.Single(await client.StepsAsync(arn)));
        foreach (var name in new[] { "zz-listed-b", "zz-listed-a", "Fail-zz-listed" })
        {
            await client.CallAsync("CreateProcessingJob", Processing(name));
            await EndAsync("Processing", name);
        }

        Assert.Equal($"Fail-zz-listed zz-listed-a zz-listed-b {ofPipeline}", await NamesAsync(new { NameContains = "listed", MaxResults = 2 }));
        Assert.Equal($"{ofPipeline} zz-listed-b zz-listed-a Fail-zz-listed", await NamesAsync(new { NameContains = "LISTED", SortOrder = "Ascending", MaxResults = 1 }));
        Assert.Equal($"Fail-zz-listed {ofPipeline} zz-listed-a zz-listed-b", await NamesAsync(new { NameContains = "listed", SortBy = "Name", SortOrder = "Ascending", MaxResults = 3 }));
        Assert.Equal("Fail-zz-listed", await NamesAsync(new { NameContains = "listed", StatusEquals = "Failed" }));
        Assert.StartsWith("Fail-zz-listed ", await NamesAsync(new { NameContains = "listed", SortBy = "Status" }), StringComparison.Ordinal);
        Assert.Empty(await NamesAsync(new { NameContains = "listed", StatusEquals = "InProgress" }));
        Assert.Empty(await NamesAsync(new { NameContains = "listed", CreationTimeAfter = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds() }));
        Assert.Empty(await NamesAsync(new { NameContains = "listed", LastModifiedTimeBefore = 1000 }));
        Assert.Equal(4, (await NamesAsync(new { NameContains = "listed", LastModifiedTimeAfter = 1000, CreationTimeBefore = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds() })).Split(' ').Length);
    }

    [Fact]
    public async Task A_page_stays_true_while_jobs_are_created()
    {
        foreach (var name in new[] { "paged-1", "paged-2", "paged-3" })
        {
            await client.CallAsync("CreateTrainingJob", Training(name));
        }

        var first = await client.CallAsync("ListTrainingJobs", new { NameContains = "paged-", MaxResults = 2 });
        await client.CallAsync("CreateTrainingJob", Training("paged-4"));
        var second = await client.CallAsync("ListTrainingJobs", new { NameContains = "paged-", MaxResults = 2, NextToken = (string?)first["NextToken"] });

        Assert.Empty(ApiModel.Problems("ListTrainingJobs", first));
        Assert.Equal(["paged-3", "paged-2"], first["TrainingJobSummaries"]!.AsArray().Select(job => (string?)job!["TrainingJobName"]));
        Assert.Equal(["paged-1"], second["TrainingJobSummaries"]!.AsArray().Select(job => (string?)job!["TrainingJobName"]));
        Assert.False(second.ContainsKey("NextToken"));
        Assert.StartsWith("ValidationException: Invalid NextToken", await client.RefusedAsync("ListTrainingJobs", new { NameContains = "other", NextToken = (string?)first["NextToken"] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_sees_the_pipeline_that_holds_them()
    {
        await client.CallAsync("CreateTrainingJob", Training("hidden"));
        var maker = await MakerAsync(JobKind.TrainingJob, "hidden");
        const string Pipeline = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/refrain.training-jobs";

        Assert.DoesNotContain((await client.CallAsync("ListPipelines", new { }))["PipelineSummaries"]!.AsArray(), one => ((string?)one!["PipelineName"])!.StartsWith("refrain.", StringComparison.Ordinal));
        Assert.Equal($"ResourceNotFound: Pipeline '{Pipeline}' does not exist.", await client.RefusedAsync("DescribePipeline", new { PipelineName = Pipeline }));
        Assert.StartsWith("ResourceNotFound: ", await client.RefusedAsync("DescribePipelineExecution", new { PipelineExecutionArn = $"{Pipeline}/execution/{maker.ExecutionId}" }), StringComparison.Ordinal);
        Assert.StartsWith("ResourceNotFound: ", await client.RefusedAsync("StopPipelineExecution", new { PipelineExecutionArn = $"{Pipeline}/execution/{maker.ExecutionId}", ClientRequestToken = SageMakerClient.NewToken() }), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException: Could not find resource", await client.RefusedAsync("ListTags", new { ResourceArn = Pipeline }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_knows_the_attempt_that_runs_it()
    {
        await client.CallAsync("CreateTrainingJob", Training("Hold-known"));
        await StatusAsync("Training", "Hold-known", job => (string?)job["SecondaryStatus"] == "Training");
        server.Runtime.Release(await MakerAsync(JobKind.TrainingJob, "Hold-known"));

        Assert.Equal("Completed", (string?)(await EndAsync("Training", "Hold-known"))["TrainingJobStatus"]);
    }

    internal static JsonObject Training(string name, object? more = null) => Merge(
        new
        {
            TrainingJobName = name,
            AlgorithmSpecification = new { TrainingImage = "refrain.local/host", TrainingInputMode = "File", ContainerEntrypoint = new[] { "/bin/true" } },
            OutputDataConfig = new { S3OutputPath = "s3://direct" },
            ResourceConfig = new { InstanceCount = 1, InstanceType = "ml.m5.large", VolumeSizeInGB = 30 },
            StoppingCondition = new { MaxRuntimeInSeconds = 600 },
            RoleArn = SageMakerClient.Role,
        },
        more);

    internal static JsonObject Processing(string name, object? more = null)
    {
        var arguments = TestPipeline.Processing("any")["Arguments"]!.DeepClone().AsObject();
        arguments["ProcessingJobName"] = name;
        return Merge(arguments, more);
    }

    private static JsonObject Merge(object request, object? more)
    {
        var merged = System.Text.Json.JsonSerializer.SerializeToNode(request)!.AsObject();
        foreach (var (name, value) in more is null ? [] : System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject())
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    private static string Phases(JsonObject job) => string.Join(' ', job["SecondaryStatusTransitions"]!.AsArray().Select(phase => (string?)phase!["Status"]));

    private static string JobOf(JsonObject step) => ((string)step["Metadata"]!["ProcessingJob"]!["Arn"]!).Split('/')[^1];

    private Task<JsonObject> DescribeAsync(string kind, string name) => client.CallAsync($"Describe{kind}Job", new Dictionary<string, string> { [$"{kind}JobName"] = name });

    private Task<JsonObject> EndAsync(string kind, string name) => StatusAsync(kind, name, job => (string?)job[$"{kind}JobStatus"] is not ("InProgress" or "Stopping"));

    private async Task<JsonObject> StatusAsync(string kind, string name, Func<JsonObject, bool> reached)
    {
        while (true)
        {
            var job = await DescribeAsync(kind, name);
            if (reached(job))
            {
                return job;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> NamesAsync(object query)
    {
        var (names, input) = (new List<string?>(), System.Text.Json.JsonSerializer.SerializeToNode(query)!.AsObject());
        do
        {
            var page = await client.CallAsync("ListProcessingJobs", input);
            Assert.Empty(ApiModel.Problems("ListProcessingJobs", page));
            names.AddRange(page["ProcessingJobSummaries"]!.AsArray().Select(job => (string?)job!["ProcessingJobName"]));
            input["NextToken"] = (string?)page["NextToken"];
        }
        while (input["NextToken"] is not null);
        return string.Join(' ', names);
    }

    private async Task<string> TagsAsync(string arn) =>
        string.Join(' ', (await client.CallAsync("ListTags", new { ResourceArn = arn }))["Tags"]!.AsArray().Select(tag => $"{tag!["Key"]}={tag["Value"]}"));

    private async Task<Refrain.Core.Jobs.JobToken> MakerAsync(JobKind kind, string name)
    {
        var jobs = (IJobStore)server.Services.GetService(typeof(IJobStore))!;
        return (await jobs.FindAsync(new AwsScope("us-east-1", "123456789012"), kind, name, TestContext.Current.CancellationToken))!.Maker!.Value;
    }
}
