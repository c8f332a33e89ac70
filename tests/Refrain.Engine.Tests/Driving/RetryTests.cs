using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Driving;

/// <summary>Steps that are tried again without anybody asking for it (spec 04, 3).</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task A_lost_job_is_followed_by_another_one_after_the_interval_of_the_policy()
    {
        await using var world = await OpenAsync("\"IntervalSeconds\":20,\"BackoffRate\":1.5,\"MaxAttempts\":2", Programs.Losing(2));
        var arn = await world.StartAsync();
        var start = world.Clock.GetUtcNow();
        await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromSeconds(20)));
        var waiting = (await world.StepAsync(arn, "A")).Report;
        Assert.Equal((StepStatus.Executing, 0, null, null), (waiting.Status, waiting.Retries, waiting.EndedAt, waiting.FailureReason));

        world.Clock.Advance(TimeSpan.FromSeconds(19.9));
        Assert.Equal("A", world.Ran(arn));
        world.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await world.UntilAsync(() => world.Ran(arn) == "A A");
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Succeeded);

        var report = (await world.StepAsync(arn, "A")).Report;
        Assert.Equal((StepStatus.Succeeded, 2, start), (report.Status, report.Retries, report.StartedAt));
        Assert.Equal("A A A B", world.Ran(arn));
        Assert.Equal([1, 2, 3], world.Jobs(arn).Take(3).Select(job => job.Token.Attempt));
        var launches = (await world.HistoryAsync(arn)).OfType<ExecutionEvent.StepLaunching>().Where(launch => launch.Step.Value == "A").ToList();
        Assert.Equal([0, 20, 50], launches.Select(launch => (launch.At - start).TotalSeconds));
        Assert.Equal(["Failed", "Failed", "Completed"], await JobsAsync(world, launches.Select(launch => launch.JobName)));
        Assert.Equal(report.JobName, launches[2].JobName);
        Assert.Equal(3, launches.Select(launch => launch.JobName).Distinct().Count());
    }

    [Fact]
    public async Task A_policy_that_is_used_up_leaves_the_step_failed_with_the_last_reason()
    {
        await using var world = await OpenAsync("\"IntervalSeconds\":1,\"MaxAttempts\":2", Programs.Losing(3));

        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Failed);
        var report = (await world.StepAsync(arn, "A")).Report;
        Assert.Equal((StepStatus.Failed, 2, "ClientError: InternalServerError: the machine is gone"), (report.Status, report.Retries, report.FailureReason));
        Assert.Equal("A A A", world.Ran(arn));
    }

    [Fact]
    public async Task A_policy_that_expires_starts_no_attempt_after_its_span()
    {
        await using var world = await OpenAsync("\"IntervalSeconds\":25,\"BackoffRate\":1,\"ExpireAfterMin\":1", Programs.Losing(9));

        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Failed);
        Assert.Equal("A A A", world.Ran(arn)); // at 0, 25 and 50 seconds
    }

    [Fact]
    public async Task A_lost_job_of_a_step_without_a_policy_fails_it_at_once()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        world.On("A", Programs.Losing(1));

        Assert.Equal("A=Failed", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_stop_ends_a_step_that_waits_for_its_next_attempt()
    {
        await using var world = await OpenAsync("\"IntervalSeconds\":3600", Programs.Losing(1));
        var arn = await world.StartAsync();
        await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromHours(1)));

        await world.StopAsync(arn);
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn)); // though no time passes
        Assert.Equal("A=Stopped", await world.ListAsync(arn));
        Assert.Equal("A", world.Ran(arn));
    }

    [Fact]
    public async Task A_failure_elsewhere_ends_the_waiting_for_the_next_attempt()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Retried("\"IntervalSeconds\":3600"), DrawnStep.Processing("Bad")));
        world.On("A", Programs.Losing(1));
        var bad = world.Hold("Bad", Programs.Ending(new JobOutcome.Exited(1)));
        var arn = await world.StartAsync();
        await world.UntilAsync(() => bad.Arrived == 1 && world.Clock.SomebodySleeps(TimeSpan.FromHours(1)));

        bad.Release();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Equal("A=Stopped Bad=Failed", await world.ListAsync(arn));
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_for_long_fails_the_step_in_the_end_and_all_of_it_is_recorded()
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in/")));
        await world.RestartAsync(moment => moment.Call == "ListObjects" ? Turn.Fault : Turn.Live);

        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Failed);
        var report = (await world.StepAsync(arn, "A")).Report;
        Assert.Equal((5, "InternalServerError: The world failed before ListObjects."), (report.Retries, report.FailureReason));
        var waits = (await world.HistoryAsync(arn)).OfType<ExecutionEvent.StepBackedOff>().Select(backedOff => (backedOff.Exception, (backedOff.Until - backedOff.At).TotalSeconds));
        Assert.Equal(new double[] { 1, 2, 4, 8, 16 }.Select(seconds => ((string?)"Step.SERVICE_FAULT", seconds)), waits);
        Assert.Equal("", world.Ran(arn));
    }

    [Fact]
    public async Task A_store_that_recovers_in_time_costs_no_attempt()
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in/")));
        var faults = 2;
        await world.RestartAsync(moment => moment.Call == "ListObjects" && Interlocked.Decrement(ref faults) >= 0 ? Turn.Fault : Turn.Live);

        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Succeeded);
        Assert.Equal(0, (await world.StepAsync(arn, "A")).Report.Retries);
    }

    [Fact]
    public async Task A_history_that_cannot_be_written_costs_no_attempt_however_long_it_takes()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var broken = false;
        await world.RestartAsync(moment => moment.Call == "Append" && Volatile.Read(ref broken) ? Turn.Fault : Turn.Live);
        Volatile.Write(ref broken, true);
        var arn = await world.StartAsync();
        for (var second = 0; second < 300; second++)
        {
            await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromSeconds(11)));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Volatile.Write(ref broken, false);
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Succeeded);
        Assert.Equal(0, (await world.StepAsync(arn, "A")).Report.Retries);
    }

    [Theory]
    [InlineData(false, ExecutionStatus.Failed, "B=Failed")]
    [InlineData(true, ExecutionStatus.Stopped, "B=Stopped")]
    public async Task A_launch_whose_input_is_lost_ends_its_step(bool stop, ExecutionStatus status, string listed)
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("B").Reads("s3://data/in/")));
        world.Stores.Objects.LoseBlob((await world.Stores.Objects.FindAsync(S3Uri.Parse("s3://data/in/a.csv"), EngineWorld.Cancel))?.Blob ?? "");

        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "B=Starting");
        if (stop)
        {
            await world.StopAsync(arn);
        }

        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).HasEnded);
        Assert.Equal((status, listed), ((await world.RecordAsync(arn)).Status, await world.ListAsync(arn)));
        var report = (await world.StepAsync(arn, "B")).Report;
        Assert.Equal(!stop, report.FailureReason?.StartsWith("InternalServerError: The blob ", StringComparison.Ordinal) ?? false);
        Assert.Equal([stop ? "Stopped" : "Failed"], await JobsAsync(world, [report.JobName ?? ""]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_launch_that_reached_the_runtime_though_it_failed_is_not_given_up_while_its_job_runs(bool cannotWait)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var broken = true;
        await world.RestartAsync(moment =>
            Volatile.Read(ref broken) && (moment is { Call: "Launch", After: true } || (cannotWait && moment.Call == "Wait")) ? Turn.Fault : Turn.Live);

        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(() => Task.FromResult(world.Engine.Fate.Met.Count(moment => moment is { Call: "Wait", After: false }) >= 5));
        Assert.False(Assert.Single(world.Jobs(arn)).WasAskedToStop);
        Volatile.Write(ref broken, false);
        held.Release();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).HasEnded);
        Assert.Equal(("A=Succeeded", 0), (await world.ListAsync(arn), (await world.StepAsync(arn, "A")).Report.Retries));
        Assert.Single(world.Jobs(arn));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_launch_that_nobody_confirms_is_given_up_when_its_job_has_ended(bool stop)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var broken = true;
        await world.RestartAsync(moment => moment is { Call: "Launch", After: true } && Volatile.Read(ref broken) ? Turn.Fault : Turn.Live);
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        if (stop)
        {
            await world.StopAsync(arn);
        }
        else
        {
            held.Release();
            await world.PassTimeUntilAsync(() => Task.FromResult(world.Jobs(arn).Count == 2));
            Volatile.Write(ref broken, false);
        }

        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).HasEnded);
        Assert.Equal(stop ? "A=Stopped" : "A=Succeeded", await world.ListAsync(arn));
        Assert.Equal((stop ? 1 : 2, 1), (world.Jobs(arn).Count, world.Runtime.MostAtOnce));
    }

    [Theory]
    [InlineData(StepFault.Capacity, "SageMaker.CAPACITY_ERROR")]
    [InlineData(StepFault.ResourceLimit, "SageMaker.RESOURCE_LIMIT")]
    public async Task What_a_runtime_cannot_run_now_is_tried_again_as_the_policy_for_it_says(StepFault fault, string exception)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Member("RetryPolicies", $$"""[{"ExceptionType":["{{exception}}"],"IntervalSeconds":25,"MaxAttempts":1}]""")));
        var refusals = 1;
        await world.RestartAsync(moment => moment is { Call: "Launch", After: false } && Interlocked.Decrement(ref refusals) >= 0
            ? throw new StepFaultException(fault, "all machines are taken")
            : Turn.Live);

        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Succeeded);
        var backedOff = Assert.Single((await world.HistoryAsync(arn)).OfType<ExecutionEvent.StepBackedOff>());
        Assert.Equal((exception, 25), (backedOff.Exception, (backedOff.Until - backedOff.At).TotalSeconds));
        Assert.Equal(1, (await world.StepAsync(arn, "A")).Report.Retries);
    }

    [Theory]
    [InlineData("CreateModel")]
    [InlineData("Register")]
    public async Task What_a_step_without_a_job_made_is_made_once_though_nobody_was_told(string call)
    {
        await using var world = await Shells.OpenAsync();
        var faults = 6; // more than are tried again before the attempt is given up
        await world.RestartAsync(moment => moment.Call == call && moment.After && Interlocked.Decrement(ref faults) >= 0 ? Turn.Fault : Turn.Live);

        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).HasEnded);
        Assert.Equal(ExecutionStatus.Succeeded, (await world.RecordAsync(arn)).Status);
        Assert.Equal(1, (await world.StepAsync(arn, call == "Register" ? "Register" : "Create")).Report.Retries);
        var packages = await world.Stores.Models.ListPackagesAsync(new ModelPackageQuery(EngineWorld.Scope, "Shells", null, CreatedBetween.Any, new PageRequest(true, null, 100)), EngineWorld.Cancel);
        Assert.Equal((1, 1), (world.Stores.Models.Models, packages.Items.Count));
    }

    [Fact]
    public async Task A_step_that_could_not_look_in_the_cache_looks_again()
    {
        await using var world = await Shells.OpenAsync(Shells.Definition(cached: true));
        await world.RunAsync();
        var faults = 6;
        await world.RestartAsync(moment => moment.Call == "LookUpCache" && !moment.After && Interlocked.Decrement(ref faults) >= 0 ? Turn.Fault : Turn.Live);

        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).HasEnded);
        Assert.StartsWith("Preprocess=hit Train=hit ", await world.ListAsync(arn), StringComparison.Ordinal);
        Assert.Equal(1, (await world.StepAsync(arn, "Preprocess")).Report.Retries);
    }

    /// <summary>A > B in a world; A has a policy for lost jobs.</summary>
    private static async Task<EngineWorld> OpenAsync(string policy, JobProgram program)
    {
        var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Retried(policy), DrawnStep.Processing("B").Reads(Expressions.Output("A"))));
        world.On("A", program);
        return world;
    }

    private static async Task<List<string?>> JobsAsync(EngineWorld world, IEnumerable<string> names)
    {
        var statuses = new List<string?>();
        foreach (var name in names)
        {
            statuses.Add((await world.Stores.Jobs.FindAsync(EngineWorld.Scope, JobKind.ProcessingJob, name, EngineWorld.Cancel))?.Status);
        }

        return statuses;
    }
}
