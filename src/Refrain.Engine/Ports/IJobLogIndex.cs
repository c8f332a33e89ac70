using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Engine.Ports;

/// <summary>Which attempt a named job was, so that its log is found by its name, also after later attempts. Written by <see cref="IExecutionStore.AppendAsync"/>.</summary>
public interface IJobLogIndex
{
    /// <summary>Jobs of a kind, sorted and cut as the question says.</summary>
    Task<ValueList<LoggedJob>> ListAsync(AwsScope scope, JobKind kind, JobLogQuery query, CancellationToken cancellationToken);
}

/// <summary>A job, and the token that its log is kept by.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Token">Our own name for it.</param>
/// <param name="CreatedAt">When its launch was recorded.</param>
public sealed record LoggedJob(string Name, JobToken Token, DateTimeOffset CreatedAt);

/// <summary>Which jobs, in which order.</summary>
/// <param name="NamePrefix">How their names begin; empty for all.</param>
/// <param name="NewestFirst">By time, the newest first; otherwise by name.</param>
/// <param name="After">The last job of the page before; null for the first page.</param>
/// <param name="Most">How many at most.</param>
public sealed record JobLogQuery(string NamePrefix, bool NewestFirst, LoggedJob? After, int Most);
