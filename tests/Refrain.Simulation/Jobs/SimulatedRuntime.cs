using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World.Memory;
using Refrain.Engine.Tests.World.Runtime;
using Refrain.Simulation.Faults;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Jobs;

/// <summary>
/// Runs jobs that do what the seed says, and keeps the promises of the port. It outlives every process of the engine; a crash of the machine ends its jobs, and the
/// ends that nobody was told of yet may be lost, as well as all that it knew of jobs that had just started. It watches the promises that the engine makes to it.
/// </summary>
public sealed class SimulatedRuntime(SimulationLoop loop, Life life, Chance seed, Weather weather, MemoryStores stores, List<string> violations, Func<string?> overcommitted) : IStepRuntime
{
    private static readonly TimeSpan Unsynced = TimeSpan.FromSeconds(5);
    private readonly SimulatedClock clock = new(loop, life);
    private readonly Dictionary<JobToken, SimulatedJob> jobs = [];

    /// <summary>Every job, in the order of their starts.</summary>
    public IReadOnlyCollection<SimulatedJob> Jobs => jobs.Values;

    /// <summary>The job of a token, or null.</summary>
    public SimulatedJob? Find(JobToken token) => jobs.GetValueOrDefault(token);

    public Task<JobHandle> LaunchAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        if (!jobs.TryGetValue(token, out var job) || job.IsTorn)
        {
            Check(token, spec);
            job = new SimulatedJob(new ScriptedJob(token, spec, Stage(spec)), Behaviour.Of(token, seed, weather));
            jobs[token] = job;
            Start(job);
        }
        else if (job.IsForgotten && weather is { Overlaps: 0, Death: 0 })
        {
            violations.Add($"What was forgotten is not launched again: {token} is."); // but a request of a dead process may arrive late
        }
        else if (job.Inside.Spec != spec)
        {
            violations.Add($"A token always means the same job: {token} was launched again as another one.");
        }

        return Task.FromResult(new JobHandle($"job-{token}", "none: simulated"));
    }

    public async Task<JobEnd> WaitAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        if (jobs.GetValueOrDefault(token) is not { IsForgotten: false } job)
        {
            return new JobEnd { Outcome = new JobOutcome.Lost($"nobody knows {token}"), EndedAt = loop.Now };
        }

        await job.UntilEndAsync(cancellationToken);
        job.IsTold = true;
        return job.End!; // it ended
    }

    public Task StopAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        if (jobs.GetValueOrDefault(token) is { End: null, Inside.WasAskedToStop: false } job)
        {
            loop.Say($"{token} is asked to stop");
            job.Inside.WasAskedToStop = true;
            job.Timer?.Dispose();
            var ends = job.Inside.StartedAt + job.Behaviour.Lasts; // it may end by itself before it listens
            var listens = loop.Now + job.Behaviour.Deaf;
            job.Timer = ends <= listens ? After(ends.Value - loop.Now, () => End(job, job.Behaviour.End)) : After(job.Behaviour.Deaf, () => End(job, new JobOutcome.Stopped()));
        }

        return Task.CompletedTask;
    }

    public Task ForgetAsync(JobToken token, CancellationToken cancellationToken)
    {
        if (jobs.GetValueOrDefault(token) is { } job)
        {
            if (job.End is null)
            {
                violations.Add($"A job is forgotten only after its end: {token} still ran.");
            }

            job.IsForgotten = true;
        }

        return Task.CompletedTask;
    }

    public Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken) =>
        Task.FromResult(jobs.Values.Where(job => !job.IsForgotten && !job.IsTorn).Select(job => job.Token).ToValueList());

    /// <summary>The machine went down: what ran is lost, of what ended unseen perhaps the record, and of what had just started perhaps everything.</summary>
    public void Crash(Chance chance)
    {
        foreach (var job in jobs.Values)
        {
            if (job.End is null || (!job.IsTold && chance.Happens(0.5)))
            {
                job.IsTorn = loop.Now - job.Inside.StartedAt < Unsynced && chance.Happens(0.5);
                job.Finish(new JobEnd { Outcome = new JobOutcome.Lost("the machine went down"), StartedAt = job.Inside.StartedAt, EndedAt = loop.Now });
            }
        }
    }

    /// <summary>One more process for this token. Only a planted fault comes here twice.</summary>
    internal void Start(SimulatedJob job)
    {
        job.Starts++;
        job.Inside.StartedAt = loop.Now;
        loop.Say($"{job.Token} starts");
        if (overcommitted() is { } violation)
        {
            violations.Add(violation);
        }

        if (job.Behaviour.Lasts is { } lasts)
        {
            job.Timer = After(lasts, () => End(job, job.Behaviour.End));
        }
    }

    private ITimer After(TimeSpan delay, Action act) =>
        clock.CreateTimer(_ => act(), null, delay < TimeSpan.Zero ? TimeSpan.Zero : delay, Timeout.InfiniteTimeSpan);

    private void End(SimulatedJob job, JobOutcome outcome)
    {
        if (job.End is not null)
        {
            return;
        }

        if (outcome is JobOutcome.Exited { Code: 0 })
        {
            Write(job);
        }

        loop.Say($"{job.Token} ends as {outcome}");
        job.Finish(JobOutputs.Store(job.Inside, outcome, stores.Objects, loop.Now));
    }

    private static void Write(SimulatedJob job)
    {
        var inside = job.Inside;
        var text = $"{inside.Step} of {Short(inside.Inputs())} {job.Behaviour.Salt}";
        inside.Write($"{Programs.OutputFolder}/{inside.Step}.txt", text);
        inside.Write($"{Programs.OutputFolder}/report.json", $$"""{"value":{{job.Behaviour.Value}}}""");
        inside.Write($"/opt/ml/model/{inside.Step}.model", text);
    }

    private static string Short(string text) => text.Length < 100 ? text : $"{text[..20]}~{text.Aggregate(17UL, (mixed, letter) => (mixed ^ letter) * 0x100000001b3):x16}";

    /// <summary>What must be true before a job starts.</summary>
    private void Check(JobToken token, JobSpec spec)
    {
        if (!stores.Executions.IsLaunchRecorded(token))
        {
            violations.Add($"A job starts only after its launch is recorded: {token} is not.");
        }

        foreach (var (input, entry) in spec.Inputs.SelectMany(input => input.Content.Entries.Select(entry => (input, entry))))
        {
            if (!stores.Objects.HasBlob(entry.Blob))
            {
                violations.Add($"A job starts only when its inputs are there: {token} misses {entry.Path} of {input.Name}.");
            }
        }
    }

    private Dictionary<string, string> Stage(JobSpec spec)
    {
        var staged = new Dictionary<string, string>();
        foreach (var (input, entry) in spec.Inputs.SelectMany(input => input.Content.Entries.Select(entry => (input, entry))))
        {
            using var bytes = stores.Objects.OpenBlob(entry.Blob);
            staged[$"{input.LocalPath}/{entry.Path}"] = bytes is null ? "" : new StreamReader(bytes).ReadToEnd();
        }

        return staged;
    }
}
