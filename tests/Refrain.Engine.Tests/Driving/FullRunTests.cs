using System.Text.RegularExpressions;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Driving;

public sealed class FullRunTests
{
    [Fact]
    public async Task A_pipeline_runs_from_raw_data_to_a_registered_model()
    {
        await using var world = await Shells.OpenAsync();

        var arn = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("Preprocess=Succeeded Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded", await world.ListAsync(arn));
        Assert.Equal("Preprocess Train Evaluate", world.Ran(arn));
        Assert.Null((await world.RecordAsync(arn)).FailureReason);
        var package = await world.Stores.Models.FindPackageAsync(EngineWorld.Scope, "Shells", 1, EngineWorld.Cancel);
        Assert.Equal("PendingManualApproval", package?.ApprovalStatus);
        Assert.Contains(arn.ToString(), package?.Document.Text, StringComparison.Ordinal);
        Assert.Null(await world.Stores.Models.FindPackageAsync(EngineWorld.Scope, "Shells", 2, EngineWorld.Cancel));
    }

    [Fact]
    public async Task The_branch_that_the_condition_did_not_take_leaves_no_trace()
    {
        await using var world = await Shells.OpenAsync();

        var arn = await world.StartAsync(null, null, ("Threshold", "0.5"));
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Equal("Preprocess=Succeeded Train=Succeeded Evaluate=Succeeded Check=Succeeded Notify=Failed", await world.ListAsync(arn));
        var notify = await world.StepAsync(arn, "Notify");
        Assert.Equal($"Execution {arn.ExecutionId} failed: MSE > 0.5", notify.Report.FailureReason);
        Assert.Equal($$$"""{"Fail":{"ErrorMessage":"Execution {{{arn.ExecutionId}}} failed: MSE > 0.5"}}""", notify.Report.Metadata?.Text);
        Assert.Equal("""{"Condition":{"Outcome":"False"}}""", (await world.StepAsync(arn, "Check")).Report.Metadata?.Text);
        Assert.Null(await world.Stores.Models.FindPackageAsync(EngineWorld.Scope, "Shells", 1, EngineWorld.Cancel));
    }

    [Fact]
    public async Task Arguments_reach_the_job_resolved_and_hyperparameters_are_texts()
    {
        await using var world = await Shells.OpenAsync();

        var arn = await world.RunAsync(null, null, ("Rounds", "120"), ("Eta", "0.25"));
        var train = world.Job(arn, "Train");
        Assert.Equal("""{"num_round":"120","eta":"0.25"}""", train.Staged["/opt/ml/input/config/hyperparameters.json"]);
        Assert.Equal("Preprocess(rings)", train.Input("train"));
        Assert.Equal("train 1", train.Input("code"));
        var properties = (await world.StepAsync(arn, "Train")).Report.Result?.Properties.Parse();
        Assert.Equal($"s3://results/{arn.ExecutionId}/Preprocess", properties?.Items("InputDataConfig").First().Member("DataSource")?.Member("S3DataSource")?.Text("S3Uri"));
    }

    [Fact]
    public async Task Jobs_are_named_after_execution_and_step_and_described_as_they_end()
    {
        await using var world = new EngineWorld();
        var longName = new string('A', 40) + "_-" + new string('b', 22);
        await world.CreateAsync(Draw.Chain($"{longName} > Step_2"));

        var arn = await world.RunAsync();
        foreach (var job in world.Jobs(arn))
        {
            Assert.Matches(new Regex("^pipelines-x[0-9]{11}-[a-zA-Z0-9](-*[a-zA-Z0-9]){0,19}-[A-Za-z0-9]{10}$"), job.Spec.JobName);
            Assert.InRange(job.Spec.JobName.Length, 1, 63);
            var stored = await world.Stores.Jobs.FindAsync(EngineWorld.Scope, JobKind.ProcessingJob, job.Spec.JobName, EngineWorld.Cancel);
            Assert.Equal("Completed", stored?.Status);
            Assert.Equal("Completed", stored?.Document.Parse().Text("ProcessingJobStatus"));
            var report = (await world.StepAsync(arn, job.Step)).Report;
            Assert.Equal(job.Spec.JobName, report.JobName);
            Assert.Equal($$$"""{"ProcessingJob":{"Arn":"{{{EngineWorld.Scope.Arn($"processing-job/{job.Spec.JobName}")}}}"}}""", report.Metadata?.Text);
        }

        Assert.Equal(2, world.Jobs(arn).Select(job => job.Spec.JobName).Distinct().Count());
    }

    [Fact]
    public async Task A_running_step_and_its_job_can_be_seen_while_they_run()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var held = world.Hold("A");

        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing");
        var report = (await world.StepAsync(arn, "A")).Report;
        var job = await world.Stores.Jobs.FindAsync(EngineWorld.Scope, JobKind.ProcessingJob, report.JobName ?? "", EngineWorld.Cancel);
        Assert.Equal("InProgress", job?.Status);
        Assert.Null(report.EndedAt);
        Assert.Equal(0, report.Retries);
        Assert.Contains("none", report.Isolation, StringComparison.Ordinal);
        held.Release();
        await world.EndAsync(arn);
        Assert.NotNull((await world.StepAsync(arn, "A")).Report.EndedAt);
    }

    [Fact]
    public async Task A_property_file_is_kept_with_its_step_whatever_becomes_of_the_object()
    {
        await using var world = await Shells.OpenAsync();
        var arn = await world.RunAsync();
        await world.PutAsync(Shells.EvaluationKey, "overwritten");

        var file = Assert.Single((await world.StepAsync(arn, "Evaluate")).Report.Result?.PropertyFiles ?? []);
        Assert.Equal(("Report", null), (file.Name, file.Problem));
        Assert.Equal("""{"regression_metrics":{"mse":{"value":5}}}""", file.Content?.Text);
    }

    [Fact]
    public async Task The_last_value_of_a_metric_is_in_the_final_metrics()
    {
        await using var world = await Shells.OpenAsync();

        var arn = await world.RunAsync();
        var metric = (await world.StepAsync(arn, "Train")).Report.Result?.Properties.Parse().Items("FinalMetricDataList").Single();
        Assert.Equal("validation:rmse", metric?.Text("MetricName"));
        Assert.Equal(2.25, metric?.Member("Value")?.GetDouble());
    }

    [Fact]
    public async Task The_model_names_the_artifact_of_the_training_that_made_it()
    {
        await using var world = await Shells.OpenAsync();

        var arn = await world.RunAsync();
        var create = (await world.StepAsync(arn, "Create")).Report.Result?.Properties.Parse();
        var name = create?.Text("ModelName") ?? "";
        Assert.Equal(name.ToLowerInvariant(), name);
        var model = await world.Stores.Models.FindModelAsync(EngineWorld.Scope, name, EngineWorld.Cancel);
        Assert.Equal(
            $"s3://results/models/{world.Job(arn, "Train").Spec.JobName}/output/model.tar.gz", model?.Document.Parse().Member("PrimaryContainer")?.Text("ModelDataUrl"));
        Assert.Equal(model?.Arn, create?.Text("ModelArn"));
    }

    [Fact]
    public async Task Independent_steps_run_side_by_side()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > D, A > C > D"));
        var (b, c) = (world.Hold("B"), world.Hold("C"));

        var arn = await world.StartAsync();
        await world.UntilAsync(() => b.Arrived == 1 && c.Arrived == 1);
        c.Release();
        b.Release();
        await world.EndAsync(arn);
        Assert.Equal("D(B(A())+C(A()))", await world.GetAsync($"s3://results/{arn.ExecutionId}/D/D.txt"));
    }

    [Fact]
    public async Task Steps_that_only_wait_for_each_other_run_in_that_order()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("Last").After("Middle"), DrawnStep.Processing("Middle").After("First"), DrawnStep.Processing("First")));

        Assert.Equal("First Middle Last", world.Ran(await world.RunAsync()));
    }

    [Fact]
    public async Task A_pipeline_without_steps_succeeds()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline());

        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(await world.StartAsync()));
    }

    [Fact]
    public async Task Steps_behind_a_branch_that_was_not_taken_do_not_run()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Condition("Gate", Expressions.IsEqual("a", "b"), [DrawnStep.Processing("Yes")], [DrawnStep.Processing("No")]),
            DrawnStep.Processing("BehindYes").Reads(Expressions.Output("Yes")),
            DrawnStep.Processing("BehindNo").Reads(Expressions.Output("No")),
            DrawnStep.Processing("BehindGate").After("Gate")));

        var arn = await world.RunAsync();
        Assert.Equal("Gate=Succeeded No=Succeeded BehindNo=Succeeded BehindGate=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task Execution_variables_and_the_experiment_are_known_to_steps()
    {
        await using var world = new EngineWorld();
        var step = DrawnStep.Processing("A")
            .Variable("ID", Expressions.Get("Execution.PipelineExecutionId"))
            .Variable("ARN", Expressions.Get("Execution.PipelineExecutionArn"))
            .Variable("START", Expressions.Get("Execution.StartDateTime"))
            .Variable("NAME", Expressions.Get("Execution.PipelineName"))
            .Variable("JOB", Expressions.Get("Execution.ProcessingJobName"))
            .Variable("TRIAL", Expressions.Get("PipelineExperimentConfig.TrialName"));
        var definition = System.Text.Json.Nodes.JsonNode.Parse(Draw.Pipeline(step))!;
        definition["PipelineExperimentConfig"] = System.Text.Json.Nodes.JsonNode.Parse("""{"ExperimentName":"shells","TrialName":{"Get":"Execution.PipelineExecutionId"}}""");
        await world.CreateAsync(definition.ToJsonString());

        var arn = await world.RunAsync();
        var job = world.Job(arn, "A");
        Assert.Equal(arn.ExecutionId, job.Variable("ID"));
        Assert.Equal(arn.ToString(), job.Variable("ARN"));
        Assert.Equal("2026-03-01T12:00:00.000Z", job.Variable("START"));
        Assert.Equal("Shells", job.Variable("NAME"));
        Assert.Equal(job.Spec.JobName, job.Variable("JOB"));
        Assert.Equal(arn.ExecutionId, job.Variable("TRIAL"));
        Assert.Equal(new ExperimentConfig("shells", arn.ExecutionId), (await world.RecordAsync(arn)).Experiment);
    }

    [Fact]
    public async Task The_runtime_is_told_to_forget_every_job_whose_end_is_recorded()
    {
        await using var world = await Shells.OpenAsync();

        var arn = await world.RunAsync();
        await world.UntilAsync(() => world.Jobs(arn).All(job => job.IsForgotten));
        Assert.All(world.Jobs(arn), job => Assert.True(job.IsForgotten));
    }
}
