using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>A job's log as a caller finds it.</summary>
/// <param name="Job">Whose it is.</param>
/// <param name="IsComplete">True when nothing more can come.</param>
public sealed record JobLogView(LoggedJob Job, bool IsComplete);

/// <summary>Finds logs by the names of jobs, and says whether they may grow.</summary>
public sealed class JobLogReader(IJobLogIndex index, IJobStore jobs, IJobLogs logs)
{
    /// <summary>Jobs that have written something, in the order of the question; and the last job that was looked at when there may be more.</summary>
    public async Task<(ValueList<LoggedJob> Found, LoggedJob? Next)> ListAsync(AwsScope scope, JobKind kind, JobLogQuery query, CancellationToken cancellationToken)
    {
        var listed = await index.ListAsync(scope, kind, query, cancellationToken);
        return (listed.Where(job => Exists(job.Token)).ToValueList(), listed.Count == query.Most ? listed[^1] : null);
    }

    /// <summary>The log of a job; null when there is no such job. Asked before reading: what was written before the end is read after it was seen.</summary>
    public async Task<JobLogView?> FindAsync(AwsScope scope, JobKind kind, string name, CancellationToken cancellationToken)
    {
        var listed = await index.ListAsync(scope, kind, new JobLogQuery(name, NewestFirst: false, After: null, Most: 1), cancellationToken);
        if (listed is not [var job] || job.Name != name)
        {
            return null;
        }

        var record = await jobs.FindAsync(scope, kind, name, cancellationToken);
        return new JobLogView(job, record is not { Status: "InProgress" or "Stopping" });
    }

    /// <summary>Opens it; null when nothing was written yet.</summary>
    public Stream? Open(LoggedJob job) => logs.Open(job.Token);

    private bool Exists(JobToken token)
    {
        using var log = logs.Open(token);
        return log is not null;
    }
}
