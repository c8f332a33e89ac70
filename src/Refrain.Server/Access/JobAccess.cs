using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Server.Hosting;

namespace Refrain.Server.Access;

/// <summary>
/// Gives every job an address and credentials of its own, so that programs inside steps may call AWS's services here. They are added at the launch: nothing of them is in the definition, the
/// history or a step's identity, and they end with the job. What the step sets itself wins.
/// </summary>
internal sealed class JobAccess(IStepRuntime runtime, DoorKeys keys, LiveJobs live, PublicAddress address, TimeProvider clock) : IStepRuntime
{
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1); // staging, stopping, and a clock that is set

    private static readonly string[] Credentials = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"];

    /// <summary>Jobs that a process before this one launched may ask at once.</summary>
    public async Task RecallAsync(CancellationToken cancellationToken)
    {
        foreach (var token in await runtime.KeptAsync(cancellationToken))
        {
            live.Add(token);
        }
    }

    public ImageChoice Choose(string image) => runtime.Choose(image);

    public Task<JobHandle> LaunchAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        live.Add(token);
        return runtime.LaunchAsync(token, spec with { Environment = [.. Given(token, spec), .. spec.Environment] }, cancellationToken);
    }

    public async Task<JobEnd> WaitAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        live.Add(token);
        var end = await runtime.WaitAsync(token, spec, cancellationToken);
        live.Remove(token); // not when the wait was let go of: the job goes on
        return end;
    }

    public Task StopAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken) => runtime.StopAsync(token, spec, cancellationToken);

    public Task ForgetAsync(JobToken token, CancellationToken cancellationToken)
    {
        live.Remove(token);
        return runtime.ForgetAsync(token, cancellationToken);
    }

    public Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken) => runtime.KeptAsync(cancellationToken);

    private IEnumerable<EnvironmentVariable> Given(JobToken token, JobSpec spec)
    {
        if (spec.NetworkIsolation)
        {
            yield break; // it reaches nothing, so it needs no keys
        }

        yield return new("AWS_ENDPOINT_URL", address.Endpoint.GetLeftPart(UriPartial.Authority));
        if (spec.Environment.Any(variable => Credentials.Contains(variable.Name)))
        {
            yield break; // half of ours and half of the step's would be nobody's
        }

        var expires = clock.GetUtcNow().AddSeconds(spec.MaxRuntimeSeconds + spec.StopGraceSeconds) + Margin;
        var issued = keys.IssueForJob(token.Value, AccessRole.Author, $"job {token.Value}", expires);
        yield return new("AWS_ACCESS_KEY_ID", issued.AccessKeyId);
        yield return new("AWS_SECRET_ACCESS_KEY", issued.SecretAccessKey);
        yield return new("AWS_SESSION_TOKEN", issued.SessionToken!); // sessions have one
    }
}
