using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Runtimes.Jobs;

/// <summary>How a job's process ended, before anybody looked at what it left.</summary>
internal sealed record JobExit(JobOutcome Outcome, DateTimeOffset? StartedAt, DateTimeOffset EndedAt);

/// <summary>The two ends of a job that are the same wherever it runs: inputs in, outputs and last words out.</summary>
internal sealed class JobRunner(IObjectStore objects)
{
    private readonly JobStaging staging = new(objects);
    private readonly JobStoring storing = new(objects);

    /// <summary>Lays out the job's directory, unless that was done before.</summary>
    /// <param name="job">Its places.</param>
    /// <param name="spec">What it is.</param>
    /// <param name="tools">The commands that its image would bring; null for none.</param>
    /// <param name="isolation">How the job will be kept apart; <see cref="JobDirectory.Isolation"/> says it later.</param>
    /// <returns>Null, or why the job's content cannot be laid out; nothing may be started then.</returns>
    public Task<string?> StageInAsync(JobDirectory job, JobSpec spec, JobTools? tools, string isolation, CancellationToken cancellationToken) =>
        staging.StageAsync(job, spec, tools, isolation, cancellationToken);

    /// <summary>Looks after outputs that are stored while the job runs; null when it has none.</summary>
    public ContinuousStoring? StoreWhileRunning(JobDirectory job, JobSpec spec) =>
        spec.Outputs.Any(output => output.Continuous) ? new ContinuousStoring(objects, job, spec) : null;

    /// <summary>Stores the outputs, reads the job's last words and writes the end down. Done again after a crash it comes to the same end.</summary>
    /// <exception cref="IOException">The disk or the store refused; the call may be made again.</exception>
    public async Task<JobEnd> StageOutAsync(JobDirectory job, JobSpec spec, JobExit exit, CancellationToken cancellationToken)
    {
        var hosts = job.OfHosts(spec.InstanceCount);
        var left = HasRun(exit.Outcome) ? spec.Outputs.Select(output => JobOutputTree.Read(hosts, output)).ToList() : [];
        var message = JobMessages.ReadMessage(hosts, out var isText);
        var outcome = Judge(exit.Outcome, left, isText);
        var wanted = left.Where(tree => !tree.Output.OnlyOnSuccess || KeepsArtifacts(outcome));
        var end = new JobEnd
        {
            Outcome = outcome,
            StartedAt = exit.StartedAt,
            EndedAt = exit.EndedAt,
            Outputs = await storing.StoreAsync(job, wanted, cancellationToken),
            Metrics = JobLog.Metrics(job.Log, spec.Metrics, exit.EndedAt),
            ExitMessage = message,
            FailureText = hosts.Select(JobMessages.ReadFailure).FirstOrDefault(text => text is not null),
            LogTail = JobLog.Tail(job.Log),
        };
        job.WriteEnd(end);
        return end;
    }

    /// <summary>Of a job that never ran, or of which nobody knows whether it still writes, nothing is stored.</summary>
    private static bool HasRun(JobOutcome outcome) => outcome is not (JobOutcome.NotStarted or JobOutcome.Lost);

    /// <summary>A job that was stopped, or ran out of time, was given time to save what it has.</summary>
    private static bool KeepsArtifacts(JobOutcome outcome) => outcome is JobOutcome.Exited { Code: 0 } or JobOutcome.TimedOut or JobOutcome.Stopped;

    private static JobOutcome Judge(JobOutcome outcome, IEnumerable<JobOutputTree> left, bool isText)
    {
        if (outcome is not JobOutcome.Exited { Code: 0 })
        {
            return outcome;
        }

        var problem = left.Select(tree => tree.Problem).FirstOrDefault(problem => problem is not null)
            ?? (isText ? null : $"ClientError: The exit message {JobMessages.MessagePath} is not valid UTF-8.");
        return problem is null ? outcome : new JobOutcome.Broken(problem);
    }
}
