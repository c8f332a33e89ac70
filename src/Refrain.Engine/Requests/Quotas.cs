using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>How much of a kind an account may have at once (spec 08, 2). Requests that arrive in the same instant may overshoot by their number.</summary>
public sealed class Quotas(Limits limits, IPipelineStore pipelines, Coordinator coordinator)
{
    /// <summary>Checks that one more pipeline may be made.</summary>
    /// <exception cref="RefusalException">The account has as many as it may.</exception>
    public async Task CheckPipelinesAsync(AwsScope scope, CancellationToken cancellationToken)
    {
        var count = await pipelines.CountAsync(scope, cancellationToken);
        if (count >= limits.Pipelines)
        {
            throw Exceeded("Maximum number of pipelines allowed per account", limits.Pipelines, "pipelines", count);
        }
    }

    /// <summary>Checks that one more execution may begin to run, or one that ended run again.</summary>
    /// <exception cref="RefusalException">As many run as may.</exception>
    public void CheckRunningExecutions()
    {
        var count = coordinator.Unfinished;
        if (count >= limits.RunningExecutions)
        {
            throw Exceeded("Maximum number of concurrent pipeline executions allowed per account", limits.RunningExecutions, "executions", count);
        }
    }

    private static RefusalException Exceeded(string name, int limit, string unit, int count) => new(
        RefusalKind.LimitExceeded,
        $"The account-level service limit '{name}' is {limit} {unit}, with current utilization of {count} {unit} and a request delta of 1 {unit}.");
}
