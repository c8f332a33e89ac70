using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Driving;

public sealed class StopTests
{
    private const string OnlyExecuting = "Only pipelines with 'Executing' status can be stopped";

    [Fact]
    public async Task A_running_step_is_stopped_and_nothing_new_starts()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C, A > D"));
        var (b, d) = (world.Hold("B"), world.Hold("D"));
        var arn = await world.StartAsync();
        await world.UntilAsync(() => b.Arrived == 1 && d.Arrived == 1);

        await world.StopAsync(arn);
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        Assert.Equal("A=Succeeded B=Stopped D=Stopped", await world.ListAsync(arn));
        Assert.Null((await world.RecordAsync(arn)).FailureReason);
        var report = (await world.StepAsync(arn, "B")).Report;
        Assert.NotNull(report.EndedAt);
        Assert.Null(report.FailureReason);
        Assert.Equal("Stopped", (await world.Stores.Jobs.FindAsync(EngineWorld.Scope, JobKind.ProcessingJob, report.JobName ?? "", EngineWorld.Cancel))?.Status);
    }

    [Fact]
    public async Task A_stop_answers_at_once_and_is_seen_while_the_job_is_ending()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A", deaf: true);
        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing");

        await world.StopAsync(arn);
        Assert.Equal(ExecutionStatus.Stopping, (await world.RecordAsync(arn)).Status);
        Assert.Equal("A=Stopping", await world.ListAsync(arn));
        var jobName = (await world.StepAsync(arn, "A")).Report.JobName ?? "";
        Assert.Equal("Stopping", (await world.Stores.Jobs.FindAsync(EngineWorld.Scope, JobKind.ProcessingJob, jobName, EngineWorld.Cancel))?.Status);
        held.Release();
        await world.EndAsync(arn);
    }

    [Fact]
    public async Task A_step_that_succeeds_in_the_meantime_stays_succeeded()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var held = world.Hold("A", deaf: true);
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        await world.StopAsync(arn);
        await world.UntilAsync(() => world.Job(arn, "A").WasAskedToStop);
        held.Release();
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        Assert.Equal("A=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task A_step_that_fails_in_the_meantime_makes_the_execution_failed()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var held = world.Hold("A", Programs.Ending(new JobOutcome.Exited(1)), deaf: true);
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        await world.StopAsync(arn);
        held.Release();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Equal("A=Failed", await world.ListAsync(arn));
    }

    [Fact]
    public async Task A_step_that_is_being_prepared_does_not_start()
    {
        await using var world = await OneInputAsync();
        var listing = Paused(world, "ListObjects", after: false);
        var arn = await world.StartAsync();
        await listing.Reached;

        await world.StopAsync(arn);
        listing.GoOn();
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        Assert.Equal("", await world.ListAsync(arn));
        Assert.Empty(world.Jobs(arn));
    }

    [Fact]
    public async Task A_step_that_cannot_be_prepared_does_not_keep_a_stop_waiting()
    {
        await using var world = await OneInputAsync();
        await world.RestartAsync(moment => moment.Call == "ListObjects" ? Turn.Fault : Turn.Live);
        var arn = await world.StartAsync();
        await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromSeconds(1)));

        await world.StopAsync(arn);
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Stopped);
        Assert.Equal("", await world.ListAsync(arn));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_that_is_being_launched_is_stopped(bool after)
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        world.Hold("A");
        var launch = Paused(world, "Launch", after);
        var arn = await world.StartAsync();
        await launch.Reached;

        await world.StopAsync(arn);
        Assert.Equal("A=Stopping", await world.ListAsync(arn));
        launch.GoOn();
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        Assert.Equal("A=Stopped", await world.ListAsync(arn));
        Assert.True(world.Job(arn, "A").WasAskedToStop);
    }

    [Fact]
    public async Task A_model_that_was_made_while_the_stop_came_is_recorded()
    {
        await using var world = await Shells.OpenAsync();
        var making = Paused(world, "CreateModel", after: true);
        var arn = await world.StartAsync();
        await making.Reached;

        await world.StopAsync(arn);
        making.GoOn();
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        Assert.Equal(StepStatus.Succeeded, (await world.StepAsync(arn, "Create")).Report.Status);
        Assert.Equal(1, world.Stores.Models.Models);
    }

    [Fact]
    public async Task A_stop_between_two_steps_is_seen_by_the_next_append()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var held = world.Hold("A");
        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing");
        var append = Paused(world, "Append", after: false);
        held.Release();
        await append.Reached;

        var other = world.NewProcess(); // another process takes the request: nothing here is told of it
        await other.Stop.HandleAsync(new Engine.Requests.StopPipelineExecutionRequest(arn.ToString(), null), EngineWorld.Cancel);
        append.GoOn();
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        Assert.Equal("A=Succeeded", await world.ListAsync(arn));
    }

    [Fact]
    public async Task A_job_that_ends_although_nobody_could_tell_it_to_ends_the_execution()
    {
        await using var world = new EngineWorld();
        await world.RestartAsync(moment => moment is { Call: "Stop" } ? Turn.Fault : Turn.Live);
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        await world.StopAsync(arn);
        await world.UntilAsync(() => world.Engine.Fate.Met.Any(moment => moment.Call == "Stop"));
        held.Release();
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        await world.UntilAsync(() => world.Log.Count(2002) == 1); // the session let go of the stop that never got through
    }

    [Fact]
    public async Task Only_an_execution_that_executes_can_be_stopped()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A", deaf: true);
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        await world.StopAsync(arn);

        var stopping = await Assert.ThrowsAsync<RefusalException>(() => world.StopAsync(arn));
        Assert.Equal((RefusalKind.Invalid, true), (stopping.Kind, stopping.Message.Contains(OnlyExecuting, StringComparison.Ordinal)));
        held.Release();
        await world.EndAsync(arn);
        var ended = await Assert.ThrowsAsync<RefusalException>(() => world.StopAsync(arn));
        Assert.Contains(OnlyExecuting, ended.Message, StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<RefusalException>(() => world.StopAsync(new PipelineExecutionArn(arn.Pipeline, "none")));
        Assert.Equal(RefusalKind.NotFound, unknown.Kind);
    }

    [Fact]
    public async Task A_stop_repeated_with_its_token_gets_the_first_answer()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var (arn, other) = (await world.StartAsync(), await world.StartAsync());
        await world.UntilAsync(() => held.Arrived == 2);

        await world.StopAsync(arn, "token");
        await world.StopAsync(arn, "token");
        await world.EndAsync(arn);
        await world.StopAsync(arn, "token");
        Assert.Single((await world.HistoryAsync(arn)).OfType<ExecutionEvent.ExecutionStopping>());
        var conflict = await Assert.ThrowsAsync<RefusalException>(() => world.StopAsync(other, "token"));
        Assert.Equal(RefusalKind.Conflict, conflict.Kind);
        Assert.Equal(ExecutionStatus.Executing, (await world.RecordAsync(other)).Status);
    }

    [Fact]
    public async Task Of_many_stops_at_once_one_is_recorded()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B > C"));
        world.Hold("B");
        var arn = await world.StartAsync();

        var stops = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Record.ExceptionAsync(() => world.StopAsync(arn)).AsTask()));
        Assert.Single(stops, error => error is null);
        Assert.All(stops, error => Assert.True(error is null or RefusalException { Kind: RefusalKind.Invalid }));
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
    }

    private static async Task<EngineWorld> OneInputAsync()
    {
        var world = new EngineWorld();
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in/")));
        return world;
    }

    /// <summary>The first such call waits until it may go on.</summary>
    [Fact]
    public async Task What_was_made_is_recorded_also_when_the_stop_was_written_first()
    {
        await using var world = await Shells.OpenAsync();
        var made = false;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Engine.Fate.Pause = moment =>
        {
            made |= moment is { Call: "CreateModel", After: true };
            if (!made || reached.Task.IsCompleted || moment is not { Call: "Append", After: false })
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return goOn.Task; // the session is about to record the model, and the stop overtakes it
        };
        var arn = await world.StartAsync();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), EngineWorld.Cancel);

        await world.StopAsync(arn);
        goOn.TrySetResult();
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        Assert.Equal(StepStatus.Succeeded, (await world.StepAsync(arn, "Create")).Report.Status);
    }

    private static (Task Reached, Action GoOn) Paused(EngineWorld world, string call, bool after)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Engine.Fate.Pause = moment =>
        {
            if (moment.Call != call || moment.After != after)
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return goOn.Task;
        };
        return (reached.Task.WaitAsync(TimeSpan.FromSeconds(30), EngineWorld.Cancel), () => goOn.TrySetResult());
    }
}
