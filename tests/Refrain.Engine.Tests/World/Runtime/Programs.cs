using Refrain.Core.Jobs;

namespace Refrain.Engine.Tests.World.Runtime;

/// <summary>Programs that many tests need.</summary>
public static class Programs
{
    /// <summary>The entrypoint that no machine has.</summary>
    public const string Nowhere = "/no/such/program";

    public const string OutputFolder = "/opt/ml/processing/out";

    public static JobOutcome Good { get; } = new JobOutcome.Exited(0);

    /// <summary>Tells where everything comes from: <c>B(A())</c> is what B made of what A made.</summary>
    public static JobProgram Tell { get; } = job =>
    {
        job.Write($"{OutputFolder}/{job.Step}.txt", $"{job.Step}({job.Inputs()})");
        job.Write($"/opt/ml/model/{job.Step}.model", $"{job.Step}({job.Inputs()})");
        return Task.FromResult(Good);
    };

    /// <summary>Writes one file of its output folder.</summary>
    public static JobProgram Writing(string file, string text) => job =>
    {
        job.Write($"{OutputFolder}/{file}", text);
        return Task.FromResult(Good);
    };

    /// <summary>The first jobs are lost, those after them do what they should.</summary>
    public static JobProgram Losing(int jobs, JobProgram? then = null)
    {
        var left = jobs;
        return job => Interlocked.Decrement(ref left) >= 0 ? Task.FromResult<JobOutcome>(new JobOutcome.Lost("the machine is gone")) : (then ?? Tell)(job);
    }

    public static JobProgram Ending(JobOutcome outcome) => job =>
    {
        job.Log($"{job.Step} is about to end as {outcome}");
        return Task.FromResult(outcome);
    };
}

/// <summary>A program that waits until the test lets it go on.</summary>
public sealed class HeldProgram(JobProgram then, bool deaf)
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int arrived;

    /// <summary>How many jobs have come to it.</summary>
    public int Arrived => Volatile.Read(ref arrived);

    public void Release() => released.TrySetResult();

    public async Task<JobOutcome> RunAsync(ScriptedJob job, Pulse pulse)
    {
        Interlocked.Increment(ref arrived);
        pulse.Beat();
        await released.Task.WaitAsync(deaf ? CancellationToken.None : job.Stopping.Token);
        return await then(job);
    }
}
