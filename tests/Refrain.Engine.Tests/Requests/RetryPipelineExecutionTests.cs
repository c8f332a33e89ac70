using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Requests;

/// <summary>Executions that somebody asks to go on (spec 04, 4).</summary>
public sealed class RetryPipelineExecutionTests
{
    private static readonly JobProgram Fails = Programs.Ending(new JobOutcome.Exited(1));

    [Fact]
    public async Task A_failed_execution_goes_on_with_its_failed_step_and_keeps_what_succeeded()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C"));
        world.On("B", Fails);
        var arn = await world.RunAsync();
        var (first, kept) = ((await world.StepAsync(arn, "B")).Report, (await world.StepAsync(arn, "A")).Report);
        var failedAt = (await world.RecordAsync(arn)).ModifiedAt;
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        var held = world.Hold("B");

        Assert.Equal(arn.ToString(), await world.Engine.Retry.HandleAsync(new RetryPipelineExecutionRequest(arn.ToString(), null, null), EngineWorld.Cancel));
        var record = await world.RecordAsync(arn);
        Assert.Equal((ExecutionStatus.Executing, null, failedAt.AddMinutes(5)), (record.Status, record.FailureReason, record.ModifiedAt));
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Succeeded B=Executing");
        var again = (await world.StepAsync(arn, "B")).Report;
        Assert.Equal((first.StartedAt.AddMinutes(5), null, 0, null), (again.StartedAt, again.EndedAt, again.Retries, again.FailureReason));
        Assert.NotEqual(first.JobName, again.JobName);
        held.Release();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("A B B C", world.Ran(arn));
        Assert.Equal([1, 2], world.Jobs(arn).Where(job => job.Step == "B").Select(job => job.Token.Attempt));
        Assert.Equal(kept, (await world.StepAsync(arn, "A")).Report);
        Assert.Equal("Failed", (await world.Stores.Jobs.FindAsync(EngineWorld.Scope, JobKind.ProcessingJob, first.JobName ?? "", EngineWorld.Cancel))?.Status);
    }

    [Fact]
    public async Task A_stopped_execution_runs_what_was_stopped_and_what_was_never_reached()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C, A > D"));
        var (b, d) = (world.Hold("B"), world.Hold("D"));
        var arn = await world.StartAsync();
        await world.UntilAsync(() => b.Arrived == 1 && d.Arrived == 1);
        await world.StopAsync(arn);
        await world.EndAsync(arn);
        b.Release();
        d.Release();

        await world.RetryAsync(arn);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("A=Succeeded B=Succeeded C=Succeeded D=Succeeded", await world.ListAsync(arn));
        Assert.Equal(6, world.Jobs(arn).Count);
    }

    [Fact]
    public async Task A_step_that_stopped_between_two_attempts_begins_again_with_an_attempt_of_its_own()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Retried("\"IntervalSeconds\":3600")));
        world.On("A", Programs.Losing(1));
        var arn = await world.StartAsync();
        await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromHours(1)));
        await world.StopAsync(arn);
        await world.EndAsync(arn);

        await world.RetryAsync(arn);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal([1, 3], world.Jobs(arn).Select(job => job.Token.Attempt)); // the second was due and never made
        Assert.Equal(0, (await world.StepAsync(arn, "A")).Report.Retries);
    }

    [Fact]
    public async Task An_execution_can_be_retried_until_it_succeeds()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        world.On("B", Fails);
        var arn = await world.RunAsync();
        for (var time = 0; time < 3; time++)
        {
            await world.RetryAsync(arn);
            Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        }

        world.On("B", Programs.Tell);
        await world.RetryAsync(arn);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("A B B B B B", world.Ran(arn));
    }

    [Fact]
    public async Task A_selective_execution_keeps_its_scope_when_it_is_retried()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C > D"));
        var source = await world.RunAsync();
        world.On("C", Fails);
        var arn = await world.RunAsync("B C", source);
        Assert.Equal("A=reused B=Succeeded C=Failed", await world.ListAsync(arn));

        world.On("C", Programs.Tell);
        await world.RetryAsync(arn);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal(("A=reused B=Succeeded C=Succeeded", "B C C"), (await world.ListAsync(arn), world.Ran(arn)));
    }

    [Fact]
    public async Task A_branch_that_was_not_taken_stays_skipped()
    {
        await using var world = await Shells.OpenAsync();
        var rounds = 0;
        await world.RestartAsync(moment => moment.Call == "Register" && Volatile.Read(ref rounds) == 0 ? Turn.Fault : Turn.Live);
        var arn = await world.StartAsync();
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).HasEnded);
        Assert.Equal(ExecutionStatus.Failed, (await world.RecordAsync(arn)).Status);
        Volatile.Write(ref rounds, 1);

        await world.RetryAsync(arn);
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("Preprocess=Succeeded Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded", await world.ListAsync(arn));
        Assert.Equal("Preprocess Train Evaluate", world.Ran(arn));
    }

    [Fact]
    public async Task An_override_of_the_parallelism_holds_for_the_rest_of_the_execution()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A, B, C"));
        var held = new[] { world.Hold("A", Fails), world.Hold("B", Fails), world.Hold("C", Fails) };
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.All(one => one.Arrived == 1));
        foreach (var one in held)
        {
            one.Release();
        }

        await world.EndAsync(arn);
        Assert.Equal("A=Failed B=Failed C=Failed", await world.ListAsync(arn));
        var (a, b) = (world.Hold("A"), world.Hold("B"));
        world.On("C", Programs.Tell);
        await world.RetryAsync(arn, maxParallelSteps: 1);
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing B=Failed C=Failed"); // the others show their end until they begin
        Assert.Equal(1, (await world.RecordAsync(arn)).MaxParallelSteps);
        a.Release();
        await world.UntilAsync(() => b.Arrived == 1);
        Assert.Equal(5, world.Jobs(arn).Count); // C waits for its turn
        b.Release();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));

        world.On("A", Fails);
        var other = await world.RunAsync();
        await world.RetryAsync(other);
        Assert.Null((await world.RecordAsync(other)).MaxParallelSteps);
        await world.EndAsync(other);
    }

    [Fact]
    public async Task What_runs_or_has_succeeded_cannot_be_retried()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var arn = await world.StartAsync();

        Assert.Contains("Only pipeline executions with 'Failed' or 'Stopped' status can be retried", await RefusedAsync(world, arn.ToString()), StringComparison.Ordinal);
        held.Release();
        await world.EndAsync(arn);
        Assert.EndsWith("is Succeeded.", await RefusedAsync(world, arn.ToString()), StringComparison.Ordinal);
        Assert.Contains("does not exist", await RefusedAsync(world, $"{arn}x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_Fail_step_ended_cannot_be_retried()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A"), DrawnStep.Fail("Stop", "enough").After("A")));
        var arn = await world.RunAsync();

        Assert.Contains("was ended by its Fail step 'Stop'", await RefusedAsync(world, arn.ToString()), StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Failed, (await world.RecordAsync(arn)).Status);
    }

    [Fact]
    public async Task A_repeated_request_retries_once_and_another_one_with_its_token_is_a_conflict()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        world.On("A", Fails);
        var arn = await world.RunAsync();

        await world.RetryAsync(arn, token: "t1");
        await world.EndAsync(arn);
        await world.RetryAsync(arn, token: "t1");
        Assert.Equal(ExecutionStatus.Failed, (await world.RecordAsync(arn)).Status);
        Assert.Equal("A A", world.Ran(arn));
        var refused = await Assert.ThrowsAsync<RefusalException>(() => world.RetryAsync(arn, maxParallelSteps: 2, token: "t1"));
        Assert.Contains("used before with other parameters", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_retry_at_the_same_moment_one_does_and_the_other_is_refused()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        world.On("A", Fails);
        var arn = await world.RunAsync();
        var held = world.Hold("A");

        var asked = new[] { Record.ExceptionAsync(() => world.RetryAsync(arn)).AsTask(), Record.ExceptionAsync(() => world.RetryAsync(arn)).AsTask() };
        var answers = await Task.WhenAll(asked);
        Assert.Single(answers, answer => answer is null);
        Assert.Single(answers, answer => answer is RefusalException);
        held.Release();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Single((await world.HistoryAsync(arn)).OfType<ExecutionEvent.ExecutionRetried>());
    }

    [Fact]
    public async Task A_retry_that_nobody_could_drive_is_found_by_the_next_process()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        world.On("A", Fails);
        var arn = await world.RunAsync();
        world.On("A", Programs.Tell);
        await world.Engine.Coordinator.DisposeAsync();
        await world.RetryAsync(arn);

        await world.RestartAsync();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
    }

    [Fact]
    public async Task What_an_execution_was_before_it_was_retried_can_be_read_as_it_was()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C"));
        world.On("B", Fails);
        var source = await world.RunAsync();
        var length = (await world.RecordAsync(source)).Length;
        var before = await world.Stores.Executions.ReportsAsync(source, null, EngineWorld.Cancel);
        var reusing = await world.RunAsync("B", source);
        var listed = await world.StepsAsync(reusing);

        world.On("B", Programs.Tell);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RetryAsync(source);
        await world.EndAsync(source);
        Assert.Equal("A=Succeeded B=Succeeded C=Succeeded", await world.ListAsync(source));
        Assert.Equal(before, await world.Engine.References.ReportsAtAsync(source, length, null, EngineWorld.Cancel));
        Assert.Equal(listed, await world.StepsAsync(reusing));
    }

    [Fact]
    public async Task A_reference_that_was_retried_gives_what_its_retry_made()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C"));
        world.On("B", Fails);
        var source = await world.RunAsync();
        world.On("B", Programs.Tell);
        await world.RetryAsync(source);
        await world.EndAsync(source);

        var arn = await world.RunAsync("C", source);
        Assert.Equal("A=reused B=reused C=Succeeded", await world.ListAsync(arn));
        Assert.Equal("C(B(A()))", world.Job(arn, "C").Written[$"{Programs.OutputFolder}/C.txt"]);
    }

    [Fact]
    public async Task Statistics_and_the_cache_know_the_run_that_ended_well()
    {
        await using var world = await Shells.OpenAsync(Shells.Definition(cached: true));
        world.On("Train", Fails);
        var arn = await world.RunAsync();
        var pipeline = (await world.RecordAsync(arn)).PipelineId;
        Assert.Equal([("Preprocess", StepEnding.Succeeded), ("Train", StepEnding.Failed)], await RunsAsync());
        Assert.Equal(["Preprocess"], world.Stores.StepCache.StepsOf(arn));

        world.On("Train", Shells.Train);
        await world.RetryAsync(arn);
        await world.EndAsync(arn);
        Assert.Contains(("Train", StepEnding.Succeeded), await RunsAsync());
        Assert.DoesNotContain(("Train", StepEnding.Failed), await RunsAsync());
        Assert.Contains("Train", world.Stores.StepCache.StepsOf(arn));
        Assert.StartsWith("Preprocess=hit Train=hit ", await world.ListAsync(await world.RunAsync()), StringComparison.Ordinal);

        async Task<List<(string, StepEnding)>> RunsAsync() =>
            [.. (await world.Stores.Statistics.RunsAsync(pipeline, EngineWorld.Cancel)).Runs.Where(runs => runs.Count == 1).Select(runs => (runs.Step.Value, runs.Ending))];
    }

    private static async Task<string> RefusedAsync(EngineWorld world, string arn) =>
        (await Assert.ThrowsAsync<RefusalException>(() => world.Engine.Retry.HandleAsync(new RetryPipelineExecutionRequest(arn, null, null), EngineWorld.Cancel))).Message;
}
