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
    /// <param name="isolation">How the job will be kept apart; <see cref="JobDirectory.Isolation"/> says it later.</param>
    public Task StageInAsync(JobDirectory job, JobSpec spec, string isolation, CancellationToken cancellationToken) =>
        staging.StageAsync(job, spec, isolation, cancellationToken);

    /// <summary>Stores the outputs, reads the job's last words and writes the end down. Done again after a crash it comes to the same end.</summary>
    /// <exception cref="IOException">The disk or the store refused; the call may be made again.</exception>
    public async Task<JobEnd> StageOutAsync(JobDirectory job, JobSpec spec, JobExit exit, CancellationToken cancellationToken)
    {
        var left = HasRun(exit.Outcome) ? spec.Outputs.Select(output => JobOutputTree.Read(job, output)).ToList() : [];
        var message = JobMessages.ReadMessage(job, out var isText);
        var outcome = Judge(exit.Outcome, left, isText);
        var wanted = left.Where(tree => outcome is JobOutcome.Exited { Code: 0 } || !tree.Output.OnlyOnSuccess);
        var end = new JobEnd
        {
            Outcome = outcome,
            StartedAt = exit.StartedAt,
            EndedAt = exit.EndedAt,
            Outputs = await storing.StoreAsync(job, wanted, cancellationToken),
            Metrics = JobLog.Metrics(job.Log, spec.Metrics, exit.EndedAt),
            ExitMessage = message,
            FailureText = JobMessages.ReadFailure(job),
            LogTail = JobLog.Tail(job.Log),
        };
        job.WriteEnd(end);
        return end;
    }

    /// <summary>Of a job that never ran, or of which nobody knows whether it still writes, nothing is stored.</summary>
    private static bool HasRun(JobOutcome outcome) => outcome is not (JobOutcome.NotStarted or JobOutcome.Lost);

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
