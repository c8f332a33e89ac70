using Microsoft.Extensions.Logging;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;
using Refrain.Engine.Ports;
using Refrain.Runtimes.Jobs;
using Refrain.Runtimes.Programs;
using Refrain.Supervisor.Protocol;

namespace Refrain.Runtimes.Local;

/// <summary>
/// Runs jobs as processes of this machine. The processes belong to a supervisor that outlives us; what it and we know of a job lies in the job's
/// directory, so that any process that comes later goes on from there.
/// </summary>
public sealed class LocalRuntime : IStepRuntime, IJobLogs, IAsyncDisposable
{
    private readonly LocalRuntimeOptions options;
    private readonly ILogger<LocalRuntime> logger;
    private readonly TimeProvider clock;
    private readonly JobRunner runner;
    private readonly SupervisorClient supervisor;
    private readonly KeyedLock perJob = new();
    private readonly SandboxChoice sandbox;

    /// <summary>Prepares the data folder; nothing is started before the first launch.</summary>
    /// <exception cref="FileNotFoundException">The supervisor's executable is missing.</exception>
    /// <exception cref="IOException">The data folder cannot be made.</exception>
    public LocalRuntime(LocalRuntimeOptions options, IObjectStore objects, ILogger<LocalRuntime> logger, TimeProvider clock)
    {
        Directory.CreateDirectory(options.DataDirectory);
        this.options = options with { DataDirectory = RealPath.Of(options.DataDirectory) };
        this.logger = logger;
        this.clock = clock;
        runner = new JobRunner(objects);
        sandbox = new SandboxChoice(this.options, logger);
        Host = new HostDoctor(this.options, sandbox.GetAsync);
        JobDirectory.EmptyTrash(this.options.DataDirectory);
        supervisor = new SupervisorClient(
            SupervisorProcess.Find(options.SupervisorPath),
            this.options.DataDirectory,
            options.SupervisorIdleSeconds,
            HostView.Look(this.options).DotnetRoot,
            logger,
            clock);
    }

    /// <summary>Looks at this machine.</summary>
    public IHostCheck Host { get; }

    /// <inheritdoc />
    public ImageChoice Choose(string image) =>
        options.Images.Find(image) is not { } entry ? new ImageChoice(null, ImageCatalogue.NoEntry(image))
        : entry == ImageCatalogue.Host ? ImageChoice.Itself
        : new ImageChoice(entry.Digest, ImageNeeds.Missing(image, entry, HostView.Look(options).AllPaths));

    /// <inheritdoc />
    public Task<JobHandle> LaunchAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken) =>
        DiskFaults.TellAsync(() => LaunchOnceAsync(token, spec, cancellationToken));

    /// <inheritdoc />
    public Task<JobEnd> WaitAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken) =>
        DiskFaults.TellAsync(() => WaitOnceAsync(token, spec, cancellationToken));

    /// <inheritdoc />
    public async Task StopAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        var job = new JobDirectory(options.DataDirectory, token);
        if (job.HasStarted && job.ReadEnd() is null)
        {
            await supervisor.StopAsync(token.Value, spec.StopGraceSeconds, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task ForgetAsync(JobToken token, CancellationToken cancellationToken)
    {
        using var mine = await perJob.EnterAsync(token.Value, cancellationToken);
        var job = new JobDirectory(options.DataDirectory, token);
        // A job without an end may still write to its directory.
        if (!job.HasStarted || job.ReadEnd() is not null)
        {
            job.Forget();
        }
    }

    /// <inheritdoc />
    public Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken) => Task.FromResult(JobDirectory.All(options.DataDirectory));

    /// <inheritdoc />
    public Stream? Open(JobToken token)
    {
        try
        {
            var log = new FileStream(
                new JobDirectory(options.DataDirectory, token).Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (log.Length > 0)
            {
                return log;
            }

            log.Dispose();
            return null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public ValueList<string> ExecutionIds() => JobDirectory.ExecutionIds(options.DataDirectory).ToValueList();

    /// <inheritdoc />
    public async Task<bool> RemoveAsync(string executionId, CancellationToken cancellationToken)
    {
        foreach (var token in JobDirectory.OfExecution(options.DataDirectory, executionId))
        {
            using var mine = await perJob.EnterAsync(token.Value, cancellationToken);
            var job = new JobDirectory(options.DataDirectory, token);
            if (job.HasStarted && !job.HasExited && job.ReadEnd() is null)
            {
                return false;
            }

            job.Forget();
        }

        JobDirectory.RemoveLogs(options.DataDirectory, executionId);
        return true;
    }

    /// <summary>
    /// Ends the supervisor of this data folder, for callers that leave nothing behind. Jobs that still live are killed when <paramref name="force"/> is set;
    /// else it stays, and the answer is false.
    /// </summary>
    public Task<bool> ShutdownSupervisorAsync(bool force, CancellationToken cancellationToken) => supervisor.ShutdownAsync(force, cancellationToken);

    /// <summary>Lets go of the supervisor; jobs live on.</summary>
    public async ValueTask DisposeAsync()
    {
        await supervisor.DisposeAsync();
        sandbox.Dispose();
    }

    private async Task<JobHandle> LaunchOnceAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        using var mine = await perJob.EnterAsync(token.Value, cancellationToken);
        var job = new JobDirectory(options.DataDirectory, token);
        if (job.HasExited || job.ReadEnd() is not null || (job.HasStarted && !job.IsStaged()))
        {
            return Handle(token, job);
        }

        var chosen = await sandbox.GetAsync(cancellationToken);
        (spec, var needsTransformProgram, var unsupplied) = SuppliedJob.Of(spec, options.Images);
        var entry = options.Images.Find(spec.Image);
        if (!job.HasStarted && (unsupplied ?? LaunchCompiler.Problem(spec, entry, chosen) ?? StagingRules.Problem(spec)) is { } problem)
        {
            return Refused(token, job, problem);
        }

        // Also for a job that bears the mark of a start: the supervisor knows whether that start took place, and starts nothing twice.
        entry ??= ImageCatalogue.Host; // its entry was removed since the start
        if (await runner.StageInAsync(job, spec, entry.Interpreter is { } python ? new JobTools(python) : null, chosen.Label, cancellationToken) is { } wrong)
        {
            return Refused(token, job, wrong);
        }

        if (needsTransformProgram && !job.HasStarted)
        {
            TransformProgram.Place(job, options.TransformPath);
        }

        await supervisor.StartAsync(token.Value, await LaunchOrders.MakeAsync(job, spec, entry, chosen, HostView.Look(options), cancellationToken), cancellationToken);
        logger.JobStarted(token.ExecutionId, token.Step.Value, token.Attempt, chosen.Label);
        return Handle(token, job);
    }

    private async Task<JobEnd> WaitOnceAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        var job = new JobDirectory(options.DataDirectory, token);
        if (job.ReadEnd() is { } known)
        {
            return known;
        }

        var exit = job.HasStarted ? await AwaitEndAsync(token, job, spec, cancellationToken) : null;
        if (exit is null)
        {
            return new JobEnd { Outcome = new JobOutcome.Lost("The job was never started, or its record is gone."), EndedAt = clock.GetUtcNow() };
        }

        using var mine = await perJob.EnterAsync(token.Value, cancellationToken);
        if (job.ReadEnd() is { } meanwhile)
        {
            return meanwhile;
        }

        var end = await runner.StageOutAsync(job, spec, new JobExit(OutcomeOf(exit, spec), exit.StartedAt, exit.EndedAt), cancellationToken);
        logger.JobEnded(token.ExecutionId, token.Step.Value, token.Attempt, end.Outcome);
        return end;
    }

    private static JobHandle Handle(JobToken token, JobDirectory job) => new(token.Value, job.Isolation() ?? "none: the job was not started");

    private JobHandle Refused(JobToken token, JobDirectory job, string problem)
    {
        job.WriteEnd(new JobEnd { Outcome = new JobOutcome.NotStarted(problem), EndedAt = clock.GetUtcNow() });
        return Handle(token, job);
    }

    private async Task<ExitRecord?> AwaitEndAsync(JobToken token, JobDirectory job, JobSpec spec, CancellationToken cancellationToken)
    {
        var end = supervisor.AwaitEndAsync(token.Value, cancellationToken);
        if (runner.StoreWhileRunning(job, spec) is { } storing)
        {
            while (await Task.WhenAny(end, Task.Delay(options.ContinuousInterval, clock, cancellationToken)) != end)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await storing.LookAsync(cancellationToken);
            }
        }

        return await end;
    }

    private static JobOutcome OutcomeOf(ExitRecord exit, JobSpec spec) => exit.Outcome switch
    {
        Outcomes.Exited => new JobOutcome.Exited(exit.Code),
        Outcomes.NotStarted => new JobOutcome.NotStarted(exit.Reason ?? ""),
        Outcomes.Stopped => new JobOutcome.Stopped(),
        Outcomes.TimedOut => new JobOutcome.TimedOut(spec.MaxRuntimeSeconds),
        _ => new JobOutcome.Lost(exit.Reason ?? ""),
    };
}
