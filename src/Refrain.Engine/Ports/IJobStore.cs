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

/// <summary>How kinds of job are written in ARNs.</summary>
public static class JobKinds
{
    /// <summary><c>processing-job</c> and so on.</summary>
    public static string ArnResource(this JobKind kind) => kind switch
    {
        JobKind.ProcessingJob => "processing-job",
        JobKind.TrainingJob => "training-job",
        JobKind.TransformJob => "transform-job",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A job. <paramref name="Document"/> is the whole Describe answer; a row of the same scope, kind and name is replaced.</summary>
public sealed record JobRecord(AwsScope Scope, JobKind Kind, string Name, string Status, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt, RawJson Document)
{
    /// <summary>The attempt of a step that made it: where it runs and what it logs is known by that. Null in a few records of before this was kept.</summary>
    public JobToken? Maker { get; init; }

    /// <summary>What a job has from its first record on; null in later ones.</summary>
    public NewJob? New { get; init; }

    /// <summary><c>training-job/NAME</c> and so on.</summary>
    public string Arn => Scope.Arn($"{Kind.ArnResource()}/{Name}");
}

/// <summary>What is written once of a job: its tags, and how it is called among the components of its execution's trial.</summary>
public sealed record NewJob(ValueList<Tag> Tags, string ComponentName, string ComponentDisplayName);

/// <summary>Jobs in lists, those of pipelines and those that were asked for directly together.</summary>
public interface IJobLists
{
    /// <summary>Jobs of one kind.</summary>
    Task<Page<JobRecord>> ListAsync(JobQuery query, CancellationToken cancellationToken);
}

/// <summary>The orders of lists of jobs.</summary>
public enum JobSort
{
    /// <summary>When it was created.</summary>
    CreationTime,

    /// <summary>By name, ordinal.</summary>
    Name,

    /// <summary>By status, ordinal.</summary>
    Status,
}

/// <summary>What ListProcessingJobs and ListTrainingJobs ask. <paramref name="NameContains"/> in any case; null: any name, any status.</summary>
public sealed record JobQuery(
    AwsScope Scope, JobKind Kind, string? NameContains, string? Status, CreatedBetween Created, CreatedBetween Modified, JobSort Sort, PageRequest Page);

/// <summary>There is, or was, a job of that name: names are given once. Nothing was written.</summary>
public sealed class JobNameTakenException(JobRecord job) : InvalidOperationException($"{job.Arn} already exists.");
