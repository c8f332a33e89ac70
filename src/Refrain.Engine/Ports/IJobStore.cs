using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Engine.Ports;

/// <summary>Jobs by name: what DescribeProcessingJob and DescribeTrainingJob show, also after the pipeline is deleted. Written by <see cref="IExecutionStore.AppendAsync"/>.</summary>
public interface IJobStore
{
    /// <summary>The job, or null.</summary>
    Task<JobRecord?> FindAsync(AwsScope scope, JobKind kind, string name, CancellationToken cancellationToken);
}

/// <summary>The kinds of job that have names of their own.</summary>
public enum JobKind
{
    /// <summary><c>processing-job/</c></summary>
    ProcessingJob,

    /// <summary><c>training-job/</c></summary>
    TrainingJob,

    /// <summary><c>transform-job/</c></summary>
    TransformJob,
}

/// <summary>A job. <paramref name="Document"/> is the whole Describe answer; a row of the same scope, kind and name is replaced.</summary>
public sealed record JobRecord(AwsScope Scope, JobKind Kind, string Name, string Status, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt, RawJson Document)
{
    /// <summary>The token that the job's log is kept by; null for a job of which <see cref="IJobLogIndex"/> is to say nothing new.</summary>
    public JobToken? Token { get; init; }
}
