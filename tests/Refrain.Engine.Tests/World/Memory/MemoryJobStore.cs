using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

public sealed class MemoryJobStore(MemoryStores stores) : IJobStore
{
    private readonly Dictionary<(AwsScope Scope, JobKind Kind, string Name), JobRecord> jobs = [];

    public Task<JobRecord?> FindAsync(AwsScope scope, JobKind kind, string name, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(jobs.GetValueOrDefault((scope, kind, name)));
        }
    }

    internal bool TryAdd(JobRecord job) => jobs.TryAdd((job.Scope, job.Kind, job.Name), job);

    internal void Keep(JobRecord job) => jobs[(job.Scope, job.Kind, job.Name)] = job;
}
