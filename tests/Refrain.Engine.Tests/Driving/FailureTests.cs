using System.Text.Json.Nodes;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Driving;

public sealed class FailureTests
{
    private const string OneFailed = "Step failure: One or multiple steps failed.";

    public static TheoryData<JobOutcome, string> Outcomes { get; } = new()
    {
        { new JobOutcome.Exited(3), "ClientError: AlgorithmError: See job logs for more information, exit code: 3" },
        { new JobOutcome.Exited(137), "ClientError: AlgorithmError: See job logs for more information, exit code: 137" },
        { new JobOutcome.Lost("the machine is gone"), "ClientError: InternalServerError: the machine is gone" },
        { new JobOutcome.Broken("the output cannot be stored"), "ClientError: AlgorithmError: the output cannot be stored" },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task A_job_that_ends_badly_fails_its_step_with_the_end_of_its_log(JobOutcome outcome, string reason)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        world.On("A", Programs.Ending(outcome));

        var arn = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Equal("A=Failed", await world.ListAsync(arn));
        Assert.Equal(OneFailed, (await world.RecordAsync(arn)).FailureReason);
        var report = (await world.StepAsync(arn, "A")).Report;
        Assert.Equal($"{reason}\nLast lines of the log:\nA is about to end as {outcome}", report.FailureReason);
        Assert.Null(report.Result);
        var job = await world.Stores.Jobs.FindAsync(EngineWorld.Scope, JobKind.ProcessingJob, report.JobName ?? "", EngineWorld.Cancel);
        Assert.Equal("Failed", job?.Status);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_its_step()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Entry(Programs.Nowhere)));

        await FailsAsync(world, "A", $"ClientError: ClientError: There is no program {Programs.Nowhere}");
    }

    [Fact]
    public async Task A_promised_property_file_that_was_not_written_fails_its_step()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Promises("Report", "report.json")));

        await FailsAsync(world, "A", "ClientError: AlgorithmError: The program did not write /opt/ml/processing/out/report.json");
    }

    [Fact]
    public async Task A_job_that_runs_too_long_fails_its_step()
    {
        await using var world = new EngineWorld();
        var step = DrawnStep.Processing("A");
        step.Arguments["StoppingCondition"] = new JsonObject { ["MaxRuntimeInSeconds"] = 60 };
        await world.CreateAsync(Draw.Pipeline(step));
        var held = world.Hold("A");

        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await world.EndAsync(arn);
        Assert.Equal(
            "ClientError: ClientError: The job ran longer than MaxRuntimeInSeconds=60 and was stopped", (await world.StepAsync(arn, "A")).Report.FailureReason);
    }

    [Fact]
    public async Task A_training_tells_its_failure_in_its_own_words()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Training("A")));
        world.On("A", job =>
        {
            job.Write("/opt/ml/output/failure", "no rows");
            return Task.FromResult<JobOutcome>(new JobOutcome.Exited(1));
        });

        await FailsAsync(world, "A", "ClientError: AlgorithmError: no rows, exit code: 1");
    }

    [Fact]
    public async Task A_property_that_the_result_does_not_have_fails_the_step_that_reads_it()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Processing("B").Variable("X", Expressions.Get("Steps.A.NoSuchThing.AtAll"))));

        await FailsAsync(world, "B", "ClientError: Unable to resolve property 'Steps.A.NoSuchThing.AtAll'");
    }

    [Theory]
    [InlineData("""{"other":1}""", "ClientError: The path 'mse.value' leads nowhere in the property file 'Report' of step 'A'.")]
    [InlineData("not JSON", "ClientError: The property file 'Report' of step 'A' cannot be read: it is not JSON (line 1).")]
    [InlineData("""{"mse":{"value":"low"}}""", "ClientError: Values of different kinds cannot be compared: \"low\" and 1.")]
    public async Task A_condition_that_cannot_be_decided_fails(string report, string reason)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(
            DrawnStep.Processing("A").Promises("Report", "report.json"),
            DrawnStep.Condition("Check", Expressions.AtMost(Expressions.PropertyFile("A", "Report", "mse.value"), 1), [], [])));
        world.On("A", Programs.Writing("report.json", report));

        await FailsAsync(world, "Check", reason);
    }

    [Theory]
    [InlineData("s3://results/none.json", "ClientError: The s3://results/none.json cannot be read: there is no such object.")]
    [InlineData("nowhere", "ClientError: The S3Uri of a Std:JsonGet is not an S3 URI: \"nowhere\".")]
    public async Task An_object_that_cannot_be_read_fails_the_condition(string uri, string reason)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Condition("Check", Expressions.IsEqual(Expressions.StoredJson(uri, "a"), 1), [], [])));

        await FailsAsync(world, "Check", reason);
    }

    [Fact]
    public async Task A_condition_does_not_read_what_it_does_not_need()
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://results/there.json", """{"a":{"b":[1,2]}}""");
        var needed = Expressions.IsEqual(Expressions.StoredJson("s3://results/there.json", "a.b[1]"), 2);
        var unneeded = Expressions.IsEqual(Expressions.StoredJson("s3://results/none.json", "a"), 1);
        var either = new JsonObject { ["Type"] = "Or", ["Conditions"] = new JsonArray(needed, unneeded) };
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Condition("Check", either, [DrawnStep.Processing("Yes")], [])));

        Assert.Equal("Check=Succeeded Yes=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_fail_step_without_a_message_has_no_reason(string? message)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Fail("Stop", message)));

        var arn = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        var report = (await world.StepAsync(arn, "Stop")).Report;
        Assert.Equal((StepStatus.Failed, null, """{"Fail":{"ErrorMessage":""}}"""), (report.Status, report.FailureReason, report.Metadata?.Text));
        Assert.Equal(OneFailed, (await world.RecordAsync(arn)).FailureReason);
    }

    [Fact]
    public async Task A_step_of_a_type_that_is_not_run_here_fails_when_it_is_reached_and_says_why()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Of("EMRServerless", "Cluster", []).After("A")));

        var arn = await world.StartAsync();
        await world.EndAsync(arn);
        Assert.Equal("A=Succeeded Cluster=Failed", await world.ListAsync(arn));
        Assert.StartsWith("ClientError: Steps of type EMRServerless are not run by this version of Refrain.", (await world.StepAsync(arn, "Cluster")).Report.FailureReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_first_failure_running_steps_finish_and_nothing_new_starts()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("Bad > BehindBad, Slow > BehindSlow, Free"));
        var (bad, slow) = (world.Hold("Bad", Programs.Ending(new JobOutcome.Exited(1))), world.Hold("Slow"));

        var arn = await world.StartAsync();
        await world.UntilAsync(() => bad.Arrived == 1 && slow.Arrived == 1);
        await world.UntilAsync(async () => (await world.ListAsync(arn)).Contains("Free=Succeeded", StringComparison.Ordinal)); // it is not to be late for the failure
        bad.Release();
        await world.UntilAsync(async () => (await world.ListAsync(arn)).Contains("Bad=Failed", StringComparison.Ordinal));
        Assert.Equal(ExecutionStatus.Executing, (await world.RecordAsync(arn)).Status);
        slow.Release();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Equal("Bad=Failed Slow=Succeeded Free=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task A_step_that_was_being_prepared_when_another_one_failed_does_not_start()
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("Bad"), DrawnStep.Processing("Late").Reads("s3://data/in/")));
        world.On("Bad", Programs.Ending(new JobOutcome.Exited(1)));
        var mayList = false;
        await world.RestartAsync(moment => moment is { Call: "ListObjects" } && !mayList ? Turn.Fault : Turn.Live);

        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "Bad=Failed");
        mayList = true;
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status != ExecutionStatus.Executing);
        Assert.Equal("Bad=Failed", await world.ListAsync(arn));
        Assert.Equal("Bad", world.Ran(arn));
    }

    [Fact]
    public async Task Parameters_of_a_job_that_its_type_refuses_fail_the_step_with_the_place()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline([("Place", "String", "nowhere")], DrawnStep.Processing("A").To(Expressions.Get("Parameters.Place"))));

        await FailsAsync(world, "A", "ClientError: Model Validation failed: Value 'nowhere' for 'S3Uri' failed to satisfy regular expression pattern: (https|s3)://([^/]+)/?(.*) "
            + "(at Arguments.ProcessingOutputConfig.Outputs[0].S3Output.S3Uri; expected: s3://BUCKET/KEY)");
    }

    [Fact]
    public async Task All_that_is_wrong_with_resolved_arguments_is_told_at_once()
    {
        await using var world = new EngineWorld();
        var step = DrawnStep.Processing("A").Variable("1x", "v");
        step.Arguments["RoleArn"] = Expressions.Get("Parameters.Role");
        await world.CreateAsync(Draw.Pipeline([("Role", "String", "me")], step));

        await FailsAsync(
            world,
            "A",
            "ClientError: Model Validation failed: string 'me' with length=2 cannot be less than min=20.0 defined for RoleArn. (at Arguments.RoleArn; expected: at least 20) "
            + "[2] Model Validation failed: Value '1x' for 'ProcessingEnvironmentKey' failed to satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]* "
            + "(at Arguments.Environment.1x; expected: a value that matches the pattern as a whole)");
    }

    [Theory]
    [InlineData("Model", "ExecutionRoleArn")]
    [InlineData("RegisterModel", "SourceUri")]
    public async Task The_arguments_of_a_step_that_starts_no_job_are_checked_before_it_makes_anything(string type, string member)
    {
        await using var world = new EngineWorld();
        var container = new JsonObject { ["Image"] = "i" };
        var arguments = type == "Model"
            ? new JsonObject { ["PrimaryContainer"] = container }
            : new JsonObject { ["ModelPackageGroupName"] = "G", ["InferenceSpecification"] = new JsonObject { ["Containers"] = new JsonArray(container) } };
        arguments[member] = "\u0007";
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Of(type, "A", arguments)));

        var arn = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Contains($"(at Arguments.{member};", (await world.StepAsync(arn, "A")).Report.FailureReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_array_where_a_message_is_needed_fails_the_step_with_a_reason()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Fail("F", Expressions.Get("Steps.A.ProcessingOutputConfig.Outputs[:].OutputName"))));

        await FailsAsync(world, "F", "ClientError: The ErrorMessage of a Fail step must be one value, and is an array or an object.");
    }

    private static async Task FailsAsync(EngineWorld world, string step, string reason)
    {
        var arn = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        var report = (await world.StepAsync(arn, step)).Report;
        Assert.Equal((StepStatus.Failed, reason), (report.Status, report.FailureReason));
        Assert.Equal(OneFailed, (await world.RecordAsync(arn)).FailureReason);
    }
}
