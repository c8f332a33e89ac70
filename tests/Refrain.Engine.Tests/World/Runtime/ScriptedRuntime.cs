using System.Text;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World.Memory;

namespace Refrain.Engine.Tests.World.Runtime;

/// <summary>
/// Runs lambdas as jobs and keeps the promises of the port: a token is launched once, outputs are stored before the end is told, what the user did wrong is an
/// outcome. It outlives every engine process, as the real one does.
/// </summary>
public sealed class ScriptedRuntime(MemoryObjectStore objects, TimeProvider clock, Pulse pulse) : IStepRuntime
{
    private readonly Lock gate = new();
    private readonly Dictionary<JobToken, ScriptedJob> jobs = [];
    private readonly List<ScriptedJob> started = [];
    private readonly Dictionary<string, JobProgram> programs = [];
    private readonly Dictionary<string, int> running = [];
    private int mostAtOnce;
    private int mostOfAllAtOnce;

    /// <summary>What stands for an image.</summary>
    public Func<string, ImageChoice> Images { get; set; } = _ => ImageChoice.Itself;

    /// <summary>Every job that was ever started, in order.</summary>
    public IReadOnlyList<ScriptedJob> Jobs
    {
        get
        {
            lock (gate)
            {
                return [.. started];
            }
        }
    }

    /// <summary>How many jobs of one execution ran at the same time at most.</summary>
    public int MostAtOnce
    {
        get
        {
            lock (gate)
            {
                return mostAtOnce;
            }
        }
    }

    /// <summary>How many jobs of all executions ran at the same time at most.</summary>
    public int MostOfAllAtOnce
    {
        get
        {
            lock (gate)
            {
                return mostOfAllAtOnce;
            }
        }
    }

    /// <summary>From now on the jobs of steps of this name do that.</summary>
    public void On(string step, JobProgram program)
    {
        lock (gate)
        {
            programs[step] = program;
        }
    }

    public ImageChoice Choose(string image) => Images(image);

    public Task<JobHandle> LaunchAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!jobs.TryGetValue(token, out var job))
            {
                job = new ScriptedJob(token, spec, Stage(spec));
                jobs.Add(token, job);
                started.Add(job);
                _ = RunAsync(job, programs.GetValueOrDefault(job.Step, Programs.Tell));
            }

            // Whoever asks again must mean the same job, and must not have told us to forget it.
            return job.Spec == spec && !job.IsForgotten
                ? Task.FromResult(new JobHandle($"job-{token}", "none: this world is one lambda deep"))
                : throw new System.Diagnostics.UnreachableException($"{token} was launched again as another job, or after its end.");
        }
    }

    public async Task<JobEnd> WaitAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        ScriptedJob? job;
        lock (gate)
        {
            job = jobs.GetValueOrDefault(token);
        }

        return job is null or { IsForgotten: true }
            ? new JobEnd { Outcome = new JobOutcome.Lost($"nobody knows {token}"), EndedAt = clock.GetUtcNow() }
            : await job.End.Task.WaitAsync(cancellationToken);
    }

    public Task StopAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        ScriptedJob? job;
        lock (gate)
        {
            job = jobs.GetValueOrDefault(token);
        }

        if (job is not null)
        {
            job.WasAskedToStop = true;
            job.Stopping.Cancel();
        }

        return Task.CompletedTask;
    }

    public Task ForgetAsync(JobToken token, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (jobs.TryGetValue(token, out var job))
            {
                job.IsForgotten = job.End.Task.IsCompleted
                    ? true
                    : throw new System.Diagnostics.UnreachableException($"{token} was to be forgotten while it ran.");
            }
        }

        return Task.CompletedTask;
    }

    public Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(jobs.Values.Where(job => !job.IsForgotten).Select(job => job.Token).ToValueList());
        }
    }

    private Dictionary<string, string> Stage(JobSpec spec)
    {
        var staged = new Dictionary<string, string>();
        foreach (var (input, entry) in spec.Inputs.SelectMany(input => input.Content.Entries.Select(entry => (input, entry))))
        {
            using var bytes = new StreamReader(objects.OpenBlob(entry.Blob) ?? throw new IOException($"The blob {entry.Blob} is not stored."));
            staged[$"{input.LocalPath}/{entry.Path}"] = bytes.ReadToEnd();
        }

        foreach (var file in spec.Files)
        {
            staged[file.Path] = file.Text;
        }

        return staged;
    }

    private async Task RunAsync(ScriptedJob job, JobProgram program)
    {
        await Task.Yield();
        Count(job, +1);
        job.StartedAt = clock.GetUtcNow();
        pulse.Beat();
        JobOutcome outcome;
        await using (clock.CreateTimer(_ => job.Stopping.Cancel(), null, TimeSpan.FromSeconds(job.Spec.MaxRuntimeSeconds), Timeout.InfiniteTimeSpan))
        {
            try
            {
                outcome = job.Spec.Entrypoint is [Programs.Nowhere, ..] ? new JobOutcome.NotStarted($"There is no program {Programs.Nowhere}") : await program(job);
            }
            catch (OperationCanceledException) when (job.Stopping.IsCancellationRequested)
            {
                outcome = job.WasAskedToStop ? new JobOutcome.Stopped() : new JobOutcome.TimedOut(job.Spec.MaxRuntimeSeconds);
            }
        }

        var end = JobOutputs.Store(job, outcome, objects, clock.GetUtcNow());
        Count(job, -1);
        job.End.TrySetResult(end);
        pulse.Beat();
    }

    private void Count(ScriptedJob job, int change)
    {
        lock (gate)
        {
            running[job.Token.ExecutionId] = running.GetValueOrDefault(job.Token.ExecutionId) + change;
            mostAtOnce = Math.Max(mostAtOnce, running[job.Token.ExecutionId]);
            mostOfAllAtOnce = Math.Max(mostOfAllAtOnce, running.Values.Sum());
        }
    }
}
