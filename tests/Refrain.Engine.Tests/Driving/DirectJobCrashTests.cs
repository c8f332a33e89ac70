using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Driving;

/// <summary>
/// The process dies, or the world fails, before and after every single call to a port on the way of a job that was asked for directly, and of a job that is stopped by its
/// name: never lost, never twice, never hanging.
/// </summary>
public sealed class DirectJobCrashTests
{
    private const string Name = "direct";

    /// <summary>A job that ends well; one that somebody stops; one whose input is not there; a pipeline's job that somebody stops.</summary>
    public static TheoryData<string, string, int> Walks => new()
    {
        { "ends", "Completed", 1 },
        { "stopped", "Stopped", 1 },
        { "no-input", "Failed", 0 },
        { "of-pipeline", "Stopped", 1 },
    };

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task A_process_that_dies_anywhere_is_continued_by_the_next_one(string walk, string status, int jobs)
    {
        var moments = await WalkAsync(walk, status, jobs, at: null, Turn.Live);
        Assert.InRange(moments, 12, 1_000);
        for (var at = 0; at < moments; at++)
        {
            await WalkAsync(walk, status, jobs, at, Turn.Die);
        }
    }

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task A_fault_of_the_world_anywhere_leaves_the_work_to_be_done_later(string walk, string status, int jobs)
    {
        var moments = await WalkAsync(walk, status, jobs, at: null, Turn.Live);
        for (var at = 0; at < moments; at++)
        {
            await WalkAsync(walk, status, jobs, at, Turn.Fault);
        }
    }

    [Fact]
    public async Task A_job_that_is_stopped_before_it_has_a_slot_never_runs()
    {
        await using var world = new EngineWorld { Capacity = new(Jobs: 1, Cpus: 8, MemoryMib: 8_000) };
        await world.RestartAsync();
        var held = world.Hold("Job");
        await world.Engine.CreateJob.HandleAsync(Request("first"), EngineWorld.Cancel);
        await world.UntilAsync(() => held.Arrived == 1);
        await world.Engine.CreateJob.HandleAsync(Request("second"), EngineWorld.Cancel);
        Assert.Equal("InProgress", (await JobAsync(world, "second")).Status);

        await world.Engine.StopJob.HandleAsync(new StopNamedJobRequest(EngineWorld.Caller, JobKind.ProcessingJob, "second"), EngineWorld.Cancel);
        await world.UntilAsync(async () => (await JobAsync(world, "second")).Status == "Stopped");
        held.Release();
        await world.UntilAsync(async () => (await JobAsync(world, "first")).Status == "Completed");
        Assert.Single(world.Runtime.Jobs);
    }

    private static async Task<int> WalkAsync(string walk, string status, int jobs, int? at, Turn turn)
    {
        await using var world = new EngineWorld();
        var isOfPipeline = walk == "of-pipeline";
        var held = walk is "stopped" or "of-pipeline" ? world.Hold(isOfPipeline ? "A" : "Job") : null;
        if (isOfPipeline)
        {
            await world.CreateAsync(Draw.Chain("A > B"));
        }

        var met = 0;
        if (await Record.ExceptionAsync(() => world.RestartAsync(_ => Interlocked.Increment(ref met) - 1 == at ? turn : Turn.Live)) is { } startFailed)
        {
            Assert.IsType<IOException>(startFailed);
            await world.RestartAsync();
        }

        await AskAsync(world, engine => isOfPipeline
            ? engine.Start.HandleAsync(EngineWorld.Request() with { ClientRequestToken = "start" }, EngineWorld.Cancel)
            : engine.CreateJob.HandleAsync(Request(Name, walk == "no-input"), EngineWorld.Cancel));
        var name = Name;
        if (held is not null)
        {
            await UntilAsync(world, () => Task.FromResult(held.Arrived == 1));
            name = isOfPipeline ? world.Runtime.Jobs[0].Spec.JobName : Name;
            await AskAsync(world, engine => engine.StopJob.HandleAsync(new StopNamedJobRequest(EngineWorld.Caller, JobKind.ProcessingJob, name), EngineWorld.Cancel));
        }

        await UntilAsync(world, async () => (await JobAsync(world, name)).Status is not ("InProgress" or "Stopping"));
        var (job, what) = (await JobAsync(world, name), $"{walk}, {turn} at {at}: {world.Engine.Fate.Met.ElementAtOrDefault(at ?? 0)}");
        var arn = (await world.Stores.Executions.FindArnAsync(job.Maker!.Value.ExecutionId, EngineWorld.Cancel))!;
        await UntilAsync(world, async () => (await world.RecordAsync(arn)).HasEnded);
        Assert.True((status, jobs) == (job.Status, world.Runtime.Jobs.Count), $"{what}: {job.Status}, {world.Runtime.Jobs.Count} jobs; {job.Document}");
        Assert.Equal(isOfPipeline ? ExecutionStatus.Failed : status == "Completed" ? ExecutionStatus.Succeeded : status == "Failed" ? ExecutionStatus.Failed : ExecutionStatus.Stopped, (await world.RecordAsync(arn)).Status);
        Assert.True(world.Log.Bugs.Count == 0, $"{what}: {string.Join('\n', world.Log.Bugs)}");
        await world.RestartAsync();
        Assert.True((await world.Runtime.KeptAsync(EngineWorld.Cancel)).Count == 0, $"{what}: not forgotten");
        return Volatile.Read(ref met);
    }

    private static CreateJobRequest Request(string name, bool isWithInput = false)
    {
        const string Input = """ "ProcessingInputs": [{"InputName": "in", "S3Input": {"S3Uri": "s3://none/here", "S3DataType": "S3Prefix", "LocalPath": "/opt/ml/processing/in"}}],""";
        const string Resources = """ {"ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30}},""";
        var document = $$"""
            {"ProcessingJobName": "{{name}}", "RoleArn": "arn:aws:iam::123456789012:role/r", {{(isWithInput ? Input : "")}}
             "ProcessingResources": {{Resources}} "AppSpecification": {"ImageUri": "image"} }
            """;
        return new CreateJobRequest(EngineWorld.Caller, JobKind.ProcessingJob, new RawJson(document));
    }

    private static async Task<JobRecord> JobAsync(EngineWorld world, string name) =>
        await world.Stores.Jobs.FindAsync(EngineWorld.Scope, JobKind.ProcessingJob, name, EngineWorld.Cancel) ?? throw new InvalidOperationException($"There is no job {name}.");

    /// <summary>Asks until somebody lives long enough to answer. Who asks again may be told that it was done already.</summary>
    private static async Task AskAsync(EngineWorld world, Func<EngineProcess, Task> ask)
    {
        while (true)
        {
            var asked = ask(world.Engine);
            _ = asked.ContinueWith(_ => world.Pulse.Beat(), TaskScheduler.Default);
            await world.UntilAsync(() => asked.IsCompleted || world.Engine.Fate.IsDead);
            if (world.Engine.Fate.IsDead)
            {
                await world.RestartAsync();
            }

            if (await Record.ExceptionAsync(() => asked) is not { } error || error is RefusalException { Kind: RefusalKind.InUse } || error.Message.StartsWith("The request was rejected", StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(error is IOException or OperationCanceledException, $"{error}");
        }
    }

    private static Task UntilAsync(EngineWorld world, Func<Task<bool>> condition) => world.PassTimeUntilAsync(async () =>
    {
        if (world.Engine.Fate.IsDead)
        {
            await world.RestartAsync();
        }

        return await condition();
    });
}
