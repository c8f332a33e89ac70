using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Cli.Api;

namespace Refrain.Cli.Executions;

/// <summary>Who really made the result of a step that was reused or found in the cache.</summary>
/// <param name="ExecutionArn">The execution that ran it.</param>
/// <param name="Duration">How long that took: what was saved.</param>
internal sealed record StepOrigin(string ExecutionArn, TimeSpan? Duration);

/// <summary>
/// Follows reuse and cache hits back to the execution that ran a step. The API names only the immediate reference, which may itself have reused
/// the step, or found it in its cache. Ended executions do not change, so each is read once.
/// </summary>
internal sealed class StepOrigins(SageMakerApi api)
{
    private readonly Dictionary<string, Dictionary<string, StepView>> known = [];

    /// <summary>The origins of all steps that did not run, by step. A step whose chain leads to a deleted execution is left out.</summary>
    public async Task<Dictionary<string, StepOrigin>> FindAsync(IEnumerable<StepView> steps, CancellationToken cancellationToken)
    {
        var origins = new Dictionary<string, StepOrigin>();
        foreach (var step in steps.Where(step => step.TakenFromArn is not null))
        {
            if (await FindAsync(step, cancellationToken) is { } origin)
            {
                origins[step.Name] = origin;
            }
        }

        return origins;
    }

    private async Task<StepOrigin?> FindAsync(StepView taken, CancellationToken cancellationToken)
    {
        var source = taken.TakenFromArn;
        while (source is not null)
        {
            var found = (await StepsAsync(source, cancellationToken)).GetValueOrDefault(taken.Name);
            if (found is not { TakenFromArn: not null })
            {
                return found is null ? null : new StepOrigin(source, found.Duration);
            }

            source = found.TakenFromArn;
        }

        return null;
    }

    private async Task<Dictionary<string, StepView>> StepsAsync(string executionArn, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(executionArn, out var steps))
        {
            steps = known[executionArn] = await ReadAsync(executionArn, cancellationToken);
        }

        return steps;
    }

    private async Task<Dictionary<string, StepView>> ReadAsync(string executionArn, CancellationToken cancellationToken)
    {
        try
        {
            return (await api.ListStepsAsync(executionArn, cancellationToken)).Select(StepView.From).ToDictionary(step => step.Name);
        }
        catch (AwsServiceException gone) when (gone.Code is "ResourceNotFound")
        {
            return [];
        }
    }
}
