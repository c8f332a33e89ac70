using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Driving;

/// <summary>The cache entries that follow from events that were just folded: one for each run that really took place and ended well.</summary>
internal static class CacheEntries
{
    /// <summary>A hit makes none: it is no run, and would make its result look younger than it is.</summary>
    public static ValueList<NewCacheEntry> Of(ExecutionState state, ValueList<ExecutionEvent> events) => events
        .OfType<ExecutionEvent.StepSucceeded>()
        .Select(succeeded => (succeeded.At, Step: state[state.Definition[succeeded.Step].Position]))
        .Where(run => run.Step.Launch?.CacheKey is not null)
        .Select(run => new NewCacheEntry(run.Step.Definition.Name, run.Step.Definition.Type.Name, run.Step.Launch!.CacheKey!, run.At)) // the filter saw both
        .ToValueList();
}
