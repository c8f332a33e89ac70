using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

public sealed class ExperimentTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Scope = "arn:aws:sagemaker:us-east-1:123456789012";

    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task Experiments_trials_and_components_are_made_described_changed_and_deleted_in_order()
    {
        await CheckAsync("CreateExperiment", new { ExperimentName = "Shells", Description = "of the sea", DisplayName = "SeaShells" });
        await CheckAsync("CreateTrial", new { TrialName = "first", ExperimentName = "shells", MetadataProperties = new { CommitId = "abc" } });
        await CheckAsync("CreateTrialComponent", new { TrialComponentName = "run", Status = new { PrimaryStatus = "InProgress" }, StartTime = 1000.5, Parameters = new { depth = new { NumberValue = 5.0 }, kind = new { StringValue = "tree" } } });
        await CheckAsync("AssociateTrialComponent", new { TrialName = "first", TrialComponentName = "run" });
        await CheckAsync("AssociateTrialComponent", new { TrialName = "first", TrialComponentName = "run" });

        var experiment = await CheckAsync("DescribeExperiment", new { ExperimentName = "shells" });
        Assert.Equal(("Shells", "of the sea", "SeaShells"), ((string?)experiment["ExperimentName"], (string?)experiment["Description"], (string?)experiment["DisplayName"]));
        var trial = await CheckAsync("DescribeTrial", new { TrialName = "first" });
        Assert.Equal(("Shells", "abc"), ((string?)trial["ExperimentName"], (string?)trial["MetadataProperties"]!["CommitId"]));

        await CheckAsync("UpdateExperiment", new { ExperimentName = "Shells", Description = "of the shore" });
        await CheckAsync("UpdateTrial", new { TrialName = "first", DisplayName = "TheFirst" });
        await CheckAsync("UpdateTrialComponent", new { TrialComponentName = "run", Status = new { PrimaryStatus = "Completed" }, EndTime = 2000, Parameters = new { rate = new { NumberValue = 0.5 } }, ParametersToRemove = new[] { "kind" } });
        var component = await CheckAsync("DescribeTrialComponent", new { TrialComponentName = "run" });
        Assert.Equal(("Completed", 1000.5m, 2000m), ((string?)component["Status"]!["PrimaryStatus"], (decimal)component["StartTime"]!, (decimal)component["EndTime"]!));
        Assert.Equal(["depth", "rate"], component["Parameters"]!.AsObject().Select(parameter => parameter.Key));
        Assert.Equal("of the shore", (string?)(await CheckAsync("DescribeExperiment", new { ExperimentName = "Shells" }))["Description"]);

        Assert.Contains("has trials", await client.RefusedAsync("DeleteExperiment", new { ExperimentName = "Shells" }), StringComparison.Ordinal);
        Assert.Contains("has trial components", await client.RefusedAsync("DeleteTrial", new { TrialName = "first" }), StringComparison.Ordinal);
        Assert.Contains("belongs to a trial", await client.RefusedAsync("DeleteTrialComponent", new { TrialComponentName = "run" }), StringComparison.Ordinal);
        await CheckAsync("DisassociateTrialComponent", new { TrialName = "first", TrialComponentName = "run" });
        await CheckAsync("DeleteTrialComponent", new { TrialComponentName = "run" });
        await CheckAsync("DeleteTrial", new { TrialName = "first" });
        await CheckAsync("DeleteExperiment", new { ExperimentName = "Shells" });
        Assert.Equal($"ResourceNotFound: Experiment '{Scope}:experiment/Shells' does not exist.", await client.RefusedAsync("DescribeExperiment", new { ExperimentName = "Shells" }));
    }

    [Fact]
    public async Task Names_are_given_once_and_a_trial_needs_its_experiment()
    {
        await client.CallAsync("CreateExperiment", new { ExperimentName = "Given" });

        Assert.Contains("already exists", await client.RefusedAsync("CreateExperiment", new { ExperimentName = "given" }), StringComparison.Ordinal);
        Assert.Equal($"ResourceNotFound: Experiment '{Scope}:experiment/missing' does not exist.", await client.RefusedAsync("CreateTrial", new { TrialName = "t", ExperimentName = "missing" }));
        Assert.Equal($"ResourceNotFound: Trial component '{Scope}:experiment-trial-component/none' does not exist.", await client.RefusedAsync("DescribeTrialComponent", new { TrialComponentName = "none" }));
        Assert.StartsWith("ResourceNotFound: Trial '", await client.RefusedAsync("AssociateTrialComponent", new { TrialName = "none", TrialComponentName = "none" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_makes_its_experiment_and_trial_and_a_component_for_each_job()
    {
        await client.CreateAsync("Tracked", TestPipeline.Whole.Replace("\"TrialName\": \"trial\"", "\"TrialName\": {\"Get\": \"Execution.PipelineExecutionId\"}", StringComparison.Ordinal));
        var arn = await client.RunAsync("Tracked");
        var again = await client.RunAsync("Tracked");
        var trials = await CheckAsync("ListTrials", new { ExperimentName = "tracked", SortBy = "CreationTime", SortOrder = "Ascending" });
        Assert.Equal([arn.Split('/')[^1], again.Split('/')[^1]], trials["TrialSummaries"]!.AsArray().Select(trial => (string?)trial!["TrialName"]));

        var components = await CheckAsync("ListTrialComponents", new { TrialName = arn.Split('/')[^1] });
        var component = Assert.Single(components["TrialComponentSummaries"]!.AsArray())!;
        var job = (string)(await client.StepsAsync(arn)).Single(step => (string?)step["StepName"] == "Train")["Metadata"]!["TrainingJob"]!["Arn"]!;
        Assert.Equal(($"{job.Split('/')[^1]}-aws-training-job", "Train", job, "SageMakerTrainingJob", "Completed"), (
            (string?)component["TrialComponentName"], (string?)component["DisplayName"], (string?)component["TrialComponentSource"]!["SourceArn"], (string?)component["TrialComponentSource"]!["SourceType"],
            (string?)component["Status"]!["PrimaryStatus"]));
        var described = await CheckAsync("DescribeTrialComponent", new { TrialComponentName = (string?)component["TrialComponentName"] });
        Assert.Equal(120, (double)described["Parameters"]!["rounds"]!["NumberValue"]!);
        Assert.Equal("ml.m5.large", (string?)described["Parameters"]!["SageMaker.InstanceType"]!["StringValue"]);
        Assert.Equal("refrain.local/host", (string?)described["InputArtifacts"]!["SageMaker.ImageUri"]!["Value"]);
        Assert.EndsWith("model.tar.gz", (string?)described["OutputArtifacts"]!["SageMaker.ModelArtifact"]!["Value"], StringComparison.Ordinal);
        Assert.Single((await CheckAsync("ListTrialComponents", new { SourceArn = job }))["TrialComponentSummaries"]!.AsArray());
        Assert.Equal(2, (await CheckAsync("ListTrialComponents", new { ExperimentName = "Tracked" }))["TrialComponentSummaries"]!.AsArray().Count);
        Assert.Single((await CheckAsync("ListTrials", new { TrialComponentName = (string?)component["TrialComponentName"] }))["TrialSummaries"]!.AsArray());
        Assert.Contains("Tracked", (await CheckAsync("ListExperiments", new { SortBy = "Name" }))["ExperimentSummaries"]!.AsArray().Select(experiment => (string?)experiment!["ExperimentName"]));

        await client.CallAsync("UpdateTrialComponent", new { TrialComponentName = (string?)component["TrialComponentName"], Parameters = new { mine = new { StringValue = "x" } } });
        Assert.Equal("x", (string?)(await CheckAsync("DescribeTrialComponent", new { TrialComponentName = (string?)component["TrialComponentName"] }))["Parameters"]!["mine"]!["StringValue"]);
    }

    [Fact]
    public async Task A_job_outside_any_pipeline_joins_the_trial_it_names()
    {
        await client.CallAsync("CreateTrainingJob", DirectJobTests.Training("joins", new { ExperimentConfig = new { ExperimentName = "Joined", TrialName = "joined-trial", TrialComponentDisplayName = "MyRun" } }));
        var components = await CheckAsync("ListTrialComponents", new { TrialName = "joined-trial" });
        var component = Assert.Single(components["TrialComponentSummaries"]!.AsArray())!;

        Assert.Equal(("joins-aws-training-job", "MyRun"), ((string?)component["TrialComponentName"], (string?)component["DisplayName"]));
    }

    private async Task<JsonObject> CheckAsync(string operation, object input)
    {
        var answer = await client.CallAsync(operation, input);
        Assert.Empty(ApiModel.Problems(operation, answer));
        return answer;
    }
}
