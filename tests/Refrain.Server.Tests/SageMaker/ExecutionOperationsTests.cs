using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

public sealed class ExecutionOperationsTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task A_whole_pipeline_runs_and_everything_about_it_can_be_read()
    {
        await client.CreateAsync("Whole", TestPipeline.Whole);
        var arn = (string)(await client.CallAsync("StartPipelineExecution", new
        {
            PipelineName = "Whole",
            PipelineExecutionDescription = "the first",
            ClientRequestToken = SageMakerClient.NewToken(),
            PipelineParameters = new[] { new { Name = "Rate", Value = "6.0" }, new { Name = "Fast", Value = "True" } },
            ParallelismConfiguration = new { MaxParallelExecutionSteps = 2 },
        }))["PipelineExecutionArn"]!;
        Assert.Equal("Succeeded", await client.EndAsync(arn));

        await CheckAsync("DescribePipelineExecution", new { PipelineExecutionArn = arn });
        await CheckAsync("ListPipelineExecutions", new { PipelineName = "Whole" });
        var steps = await CheckAsync("ListPipelineExecutionSteps", new { PipelineExecutionArn = arn, SortOrder = "Ascending" }, golden: false);
        await CheckAsync("ListPipelineParametersForExecution", new { PipelineExecutionArn = arn });
        await CheckAsync("DescribePipelineDefinitionForExecution", new { PipelineExecutionArn = arn });
        Golden.Check("ListPipelineExecutionSteps", ByName(steps));
        await CheckAsync("DescribeTrainingJob", new { TrainingJobName = JobName(steps, "Train", "TrainingJob") });
        await CheckAsync("DescribeModel", new { ModelName = JobName(steps, "Model", "Model") });
        await CheckAsync("DescribeModelPackage", new { ModelPackageName = Arn(steps, "Register", "RegisterModel") });
        await CheckAsync("ListModelPackages", new { ModelPackageGroupName = "TheGroup", SortBy = "Name" });
    }

    [Theory]
    [InlineData("{'MlflowResourceArn':'arn:aws:sagemaker:x:123456789012:mlflow-app/a','MlflowExperimentName':{'Get':'Parameters.E'}}", "{\"MlflowResourceArn\":\"arn:aws:sagemaker:x:123456789012:mlflow-app/a\",\"MlflowExperimentName\":\"mine\"}")]
    [InlineData("{'MlflowResourceArn':null,'MlflowExperimentName':{'Get':'Execution.PipelineName'}}", "{\"MlflowExperimentName\":\"MLFLOW\"}")]
    [InlineData("null", null)]
    public async Task An_executions_MLflow_configuration_is_the_definitions_with_its_expressions_evaluated(string config, string? expected)
    {
        var name = $"Mlflow-{config.Length}";
        await client.CreateAsync(
            name, $"{{'Parameters':[{{'Name':'E','DefaultValue':'mine'}}],'MlflowConfig':{config},'Steps':[{TestPipeline.Processing("A").ToJsonString().Replace('"', '\'')}]}}".Replace('\'', '"'));

        var described = await client.DescribeAsync(await client.StartAsync(name));

        Assert.Equal(expected?.Replace("MLFLOW", name, StringComparison.Ordinal), described["MLflowConfig"]?.ToJsonString());
    }

    [Fact]
    public async Task A_processing_job_is_described_as_the_model_says()
    {
        await client.CreateAsync("Processes", TestPipeline.Draw("A"));
        var steps = await client.StepsAsync(await client.RunAsync("Processes"));

        await CheckAsync("DescribeProcessingJob", new { ProcessingJobName = ((string)steps[0]["Metadata"]!["ProcessingJob"]!["Arn"]!).Split('/')[1] });
    }

    [Fact]
    public async Task A_failed_step_fails_the_execution_and_both_say_why()
    {
        await client.CreateAsync("Fails", TestPipeline.Draw("A > Fail > C"));
        var arn = await client.RunAsync("Fails");
        var execution = await client.DescribeAsync(arn);
        var steps = await client.StepsAsync(arn);

        Assert.Equal("Failed", (string?)execution["PipelineExecutionStatus"]);
        Assert.Contains("Step failure: One or multiple steps failed", (string?)execution["FailureReason"], StringComparison.Ordinal);
        Assert.Equal(["Fail", "A"], steps.Select(step => (string?)step["StepName"]));
        Assert.Contains("the last words", (string?)steps[0]["FailureReason"], StringComparison.Ordinal);
        Assert.NotNull(steps[0]["Metadata"]!["ProcessingJob"]);
        Assert.Empty(ApiModel.Problems("DescribePipelineExecution", execution));
        var listed = await client.CallAsync("ListPipelineExecutions", new { PipelineName = "Fails" });
        Assert.Equal((string?)execution["FailureReason"], (string?)listed["PipelineExecutionSummaries"]![0]!["PipelineExecutionFailureReason"]);
    }

    [Fact]
    public async Task A_reached_fail_step_shows_its_message()
    {
        await client.CreateAsync("Alarms", TestPipeline.Whole.Replace("TheGroup", "AnotherGroup", StringComparison.Ordinal));
        var arn = (string)(await client.CallAsync("StartPipelineExecution", new
        {
            PipelineName = "Alarms", ClientRequestToken = SageMakerClient.NewToken(), PipelineParameters = new[] { new { Name = "Rounds", Value = "500" } },
        }))["PipelineExecutionArn"]!;

        Assert.Equal("Failed", await client.EndAsync(arn));
        var steps = (await client.StepsAsync(arn)).ToDictionary(step => (string)step["StepName"]!);
        Assert.Equal("""{"Fail":{"ErrorMessage":"Too many rounds: 500"}}""", steps["Alarm"]["Metadata"]!.ToJsonString());
        Assert.Equal("""{"Condition":{"Outcome":"False"}}""", steps["Check"]["Metadata"]!.ToJsonString());
        Assert.False(steps.ContainsKey("Register"));
    }

    [Fact]
    public async Task A_running_execution_can_be_stopped_once()
    {
        await client.CreateAsync("Stops", TestPipeline.Draw("Hold > B"));
        var arn = await client.StartAsync("Stops");
        await client.StepReachesAsync(arn, "Hold", "Executing");
        var token = SageMakerClient.NewToken();
        var stopped = await client.CallAsync("StopPipelineExecution", new { PipelineExecutionArn = arn, ClientRequestToken = token });
        var again = await client.CallAsync("StopPipelineExecution", new { PipelineExecutionArn = arn, ClientRequestToken = token });

        Assert.Equal((arn, arn), ((string?)stopped["PipelineExecutionArn"], (string?)again["PipelineExecutionArn"]));
        Assert.Equal("Stopped", await client.EndAsync(arn));
        Assert.Equal(["Stopped"], (await client.StepsAsync(arn)).Select(step => (string?)step["StepStatus"]));
        Assert.Contains(
            "Only pipelines with 'Executing' status can be stopped",
            await client.RefusedAsync("StopPipelineExecution", new { PipelineExecutionArn = arn, ClientRequestToken = SageMakerClient.NewToken() }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_execution_can_be_retried_and_is_the_same_one()
    {
        await client.CreateAsync("Retries", TestPipeline.Draw("A > Hold > B"));
        var arn = await client.StartAsync("Retries");
        await client.StepReachesAsync(arn, "Hold", "Executing");
        await client.CallAsync("StopPipelineExecution", new { PipelineExecutionArn = arn, ClientRequestToken = SageMakerClient.NewToken() });
        Assert.Equal("Stopped", await client.EndAsync(arn));
        var (token, before) = (SageMakerClient.NewToken(), (await client.StepsAsync(arn))[0]);

        var input = new { PipelineExecutionArn = arn, ClientRequestToken = token, ParallelismConfiguration = new { MaxParallelExecutionSteps = 7 } };
        var retried = await CheckAsync("RetryPipelineExecution", input, golden: false);
        Assert.Equal(arn, (string?)retried["PipelineExecutionArn"]);
        await client.StepReachesAsync(arn, "Hold", "Executing");
        Assert.Equal(retried.ToJsonString(), (await client.CallAsync("RetryPipelineExecution", input)).ToJsonString());
        var execution = await client.DescribeAsync(arn);
        Assert.Equal(("Executing", 7), ((string?)execution["PipelineExecutionStatus"], (int)execution["ParallelismConfiguration"]!["MaxParallelExecutionSteps"]!));
        var step = (await client.StepsAsync(arn))[0];
        Assert.Equal(("Hold", 0, null), ((string?)step["StepName"], (int)step["AttemptCount"]!, step["EndTime"]));
        Assert.True((decimal)step["StartTime"]! > (decimal)before["StartTime"]!);
        Assert.NotEqual((string?)before["Metadata"]!["ProcessingJob"]!["Arn"], (string?)step["Metadata"]!["ProcessingJob"]!["Arn"]);
        server.Runtime.Say(arn.Split('/')[^1], "Hold", "said by the first job");
        server.Runtime.Say(arn.Split('/')[^1], "Hold", "said by the second", attempt: 2);
        Assert.Equal("said by the second", await LogAsync(arn, ""));
        Assert.Equal("said by the first job", await LogAsync(arn, "?attempt=1"));
        server.Runtime.Release(arn.Split('/')[^1], "Hold", attempt: 2);
        Assert.Equal("Succeeded", await client.EndAsync(arn));
        Assert.Equal(["B", "Hold", "A"], (await client.StepsAsync(arn)).Select(one => (string?)one["StepName"]));
        Assert.Equal(
            $"ValidationException: Only pipeline executions with 'Failed' or 'Stopped' status can be retried; '{arn}' is Succeeded.",
            await client.RefusedAsync("RetryPipelineExecution", new { PipelineExecutionArn = arn, ClientRequestToken = SageMakerClient.NewToken() }));
    }

    [Fact]
    public async Task What_a_fail_step_ended_cannot_be_retried()
    {
        await client.CreateAsync("Final", TestPipeline.Definition(JsonNode.Parse("""{"Name":"Alarm","Type":"Fail","Arguments":{"ErrorMessage":"no"}}""")!));
        var arn = await client.RunAsync("Final");

        Assert.StartsWith(
            $"ValidationException: The pipeline execution '{arn}' was ended by its Fail step 'Alarm' and cannot be retried.",
            await client.RefusedAsync("RetryPipelineExecution", new { PipelineExecutionArn = arn, ClientRequestToken = SageMakerClient.NewToken() }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_can_be_renamed_in_any_state_and_keeps_what_was_not_sent()
    {
        await client.CreateAsync("Renamed", TestPipeline.Draw("A"));
        var arn = await client.RunAsync("Renamed");
        var before = await client.DescribeAsync(arn);

        await CheckAsync("UpdatePipelineExecution", new { PipelineExecutionArn = arn, PipelineExecutionDisplayName = "candidate-7", PipelineExecutionDescription = "the good one" }, golden: false);
        await client.CallAsync("UpdatePipelineExecution", new { PipelineExecutionArn = arn, ParallelismConfiguration = new { MaxParallelExecutionSteps = 4 } });
        var after = await client.DescribeAsync(arn);
        Assert.Equal(("candidate-7", "the good one"), ((string?)after["PipelineExecutionDisplayName"], (string?)after["PipelineExecutionDescription"]));
        Assert.Equal(4, (int)after["ParallelismConfiguration"]!["MaxParallelExecutionSteps"]!);
        Assert.True((decimal)after["LastModifiedTime"]! > (decimal)before["LastModifiedTime"]!);
        Assert.Equal((string?)before["PipelineExecutionStatus"], (string?)after["PipelineExecutionStatus"]);
        Assert.StartsWith("ResourceNotFound: ", await client.RefusedAsync("UpdatePipelineExecution", new { PipelineExecutionArn = $"{arn}x", PipelineExecutionDescription = "x" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_start_is_one_execution()
    {
        await client.CreateAsync("Once", TestPipeline.Draw("A"));
        var input = new { PipelineName = "Once", ClientRequestToken = SageMakerClient.NewToken() };
        var starts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.CallAsync("StartPipelineExecution", input)));
        var executions = await client.CallAsync("ListPipelineExecutions", new { PipelineName = "Once" });

        Assert.Single(starts.Select(start => (string?)start["PipelineExecutionArn"]).Distinct());
        Assert.Single(executions["PipelineExecutionSummaries"]!.AsArray());
    }

    [Fact]
    public async Task Bad_parameters_start_nothing()
    {
        await client.CreateAsync("Parameters", TestPipeline.Whole.Replace("TheGroup", "AnotherGroup", StringComparison.Ordinal));
        var refusal = await client.RefusedAsync("StartPipelineExecution", new
        {
            PipelineName = "Parameters",
            ClientRequestToken = SageMakerClient.NewToken(),
            PipelineParameters = new[] { new { Name = "Rounds", Value = "many" }, new { Name = "Nobody", Value = "1" } },
        });

        Assert.StartsWith("ValidationException: ", refusal, StringComparison.Ordinal);
        Assert.Contains("'many'", refusal, StringComparison.Ordinal);
        Assert.Contains("Nobody", refusal, StringComparison.Ordinal);
        Assert.Empty((await client.CallAsync("ListPipelineExecutions", new { PipelineName = "Parameters" }))["PipelineExecutionSummaries"]!.AsArray());
    }

    [Fact]
    public async Task An_older_version_can_be_started()
    {
        await client.CreateAsync("Versions", TestPipeline.Draw("A"));
        await client.CallAsync("UpdatePipeline", new { PipelineName = "Versions", PipelineDefinition = TestPipeline.Draw("B") });
        var arn = (string)(await client.CallAsync(
            "StartPipelineExecution", new { PipelineName = "Versions", PipelineVersionId = 1, ClientRequestToken = SageMakerClient.NewToken() }))["PipelineExecutionArn"]!;
        await client.EndAsync(arn);

        Assert.Equal(1, (int)(await client.DescribeAsync(arn))["PipelineVersionId"]!);
        Assert.Equal(["A"], (await client.StepsAsync(arn)).Select(step => (string?)step["StepName"]));
    }

    [Fact]
    public async Task Executions_are_listed_newest_first_and_page_by_page()
    {
        await client.CreateAsync("Pages", TestPipeline.Draw("A"));
        var arns = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            arns.Add(await client.RunAsync("Pages"));
        }

        var listed = new List<string>();
        string? next = null;
        do
        {
            var page = await client.CallAsync("ListPipelineExecutions", new { PipelineName = "Pages", MaxResults = 2, NextToken = next });
            listed.AddRange(page["PipelineExecutionSummaries"]!.AsArray().Select(summary => (string)summary!["PipelineExecutionArn"]!));
            next = (string?)page["NextToken"];
            await client.RunAsync("Pages");
        }
        while (next is not null);

        Assert.Equal(Enumerable.Reverse(arns), listed);
    }

    [Fact]
    public async Task Steps_are_listed_newest_first_and_page_by_page()
    {
        await client.CreateAsync("Steps", TestPipeline.Draw("A > B > C > D > E"));
        var arn = await client.RunAsync("Steps");
        var first = await client.CallAsync("ListPipelineExecutionSteps", new { PipelineExecutionArn = arn, MaxResults = 3 });
        var second = await client.CallAsync("ListPipelineExecutionSteps", new { PipelineExecutionArn = arn, MaxResults = 3, NextToken = (string?)first["NextToken"] });
        var ascending = await client.CallAsync("ListPipelineExecutionSteps", new { PipelineExecutionArn = arn, SortOrder = "Ascending" });

        Assert.Equal(["E", "D", "C"], Names(first));
        Assert.Equal(["B", "A"], Names(second));
        Assert.False(second.ContainsKey("NextToken"));
        Assert.Equal(["A", "B", "C", "D", "E"], Names(ascending));
    }

    [Fact]
    public async Task Parameters_are_listed_page_by_page_in_the_order_of_the_definition()
    {
        await client.CreateAsync("ParameterPages", TestPipeline.Whole.Replace("TheGroup", "AnotherGroup", StringComparison.Ordinal));
        var arn = await client.RunAsync("ParameterPages");
        var first = await client.CallAsync("ListPipelineParametersForExecution", new { PipelineExecutionArn = arn, MaxResults = 3 });
        var second = await client.CallAsync("ListPipelineParametersForExecution", new { PipelineExecutionArn = arn, MaxResults = 3, NextToken = (string?)first["NextToken"] });

        Assert.Equal(
            ["Rounds=120", "Rate=0.9", "Fast=true", "Approval=Approved", "Limit=200"],
            new[] { first, second }.SelectMany(page => page["PipelineParameters"]!.AsArray()).Select(one => $"{one!["Name"]}={one["Value"]}"));
        Assert.False(second.ContainsKey("NextToken"));
    }

    [Fact]
    public async Task Packages_are_found_by_group_status_type_and_name()
    {
        await client.CreateAsync("Packages", TestPipeline.Whole.Replace("TheGroup", "OtherGroup", StringComparison.Ordinal));
        await client.RunAsync("Packages");
        await client.RunAsync("Packages");

        Assert.Equal("2 1", await VersionsAsync(new { ModelPackageGroupName = "OtherGroup" }));
        Assert.Equal("1 2", await VersionsAsync(new { ModelPackageGroupName = "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/OtherGroup", SortOrder = "Ascending" }));
        Assert.Equal("2 1", await VersionsAsync(new { ModelPackageGroupName = "OtherGroup", ModelApprovalStatus = "Approved", ModelPackageType = "Versioned", NameContains = "other" }));
        Assert.Empty(await VersionsAsync(new { ModelPackageGroupName = "OtherGroup", ModelApprovalStatus = "Rejected" }));
        Assert.Empty(await VersionsAsync(new { ModelPackageGroupName = "OtherGroup", ModelPackageType = "Unversioned" }));
        Assert.Empty(await VersionsAsync(new { ModelPackageGroupName = "OtherGroup", NameContains = "nothing" }));
        Assert.Empty(await VersionsAsync(new { ModelPackageGroupName = "NoGroup" }));
        Assert.Contains("SortBy Name needs a ModelPackageGroupName", await client.RefusedAsync("ListModelPackages", new { SortBy = "Name" }), StringComparison.Ordinal);
    }

    private async Task<string> VersionsAsync(object input) =>
        string.Join(' ', (await client.CallAsync("ListModelPackages", input))["ModelPackageSummaryList"]!.AsArray().Select(package => $"{package!["ModelPackageVersion"]}"));

    private async Task<string> LogAsync(string arn, string query) => (await server.Http.SendAsync("GET", $"/api/v1/executions/{arn.Split('/')[^1]}/steps/Hold/logs{query}")).Text;

    private async Task<JsonObject> CheckAsync(string operation, object input, bool golden = true)
    {
        var answer = await client.CallAsync(operation, input);
        Assert.Empty(ApiModel.Problems(operation, answer));
        if (golden)
        {
            Golden.Check(operation, answer);
        }

        return answer;
    }

    // Steps of a branch start together; whose millisecond is first is not what the golden is about.
    private static JsonArray ByName(JsonObject steps) => [.. Steps(steps).OrderBy(step => (string?)step["StepName"], StringComparer.Ordinal).Select(step => step.DeepClone())];

    private static IEnumerable<JsonNode> Steps(JsonObject answer) => answer["PipelineExecutionSteps"]!.AsArray().OfType<JsonNode>();

    private static IEnumerable<string?> Names(JsonObject answer) => Steps(answer).Select(step => (string?)step["StepName"]);

    private static string Arn(JsonObject answer, string step, string kind) => (string)Steps(answer).Single(one => (string?)one["StepName"] == step)["Metadata"]![kind]!["Arn"]!;

    private static string JobName(JsonObject answer, string step, string kind) => Arn(answer, step, kind).Split('/')[^1];
}
