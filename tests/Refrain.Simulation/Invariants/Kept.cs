using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Simulation.Stories;

namespace Refrain.Simulation.Invariants;

/// <summary>What clients were told.</summary>
public static class Kept
{
    public static IEnumerable<string> RepeatedRequestsHaveOneEffect(Scene scene, IReadOnlyList<Run> runs)
    {
        foreach (var (token, told) in scene.Promises.Started.Where(one => one.Value.Distinct().Count() > 1))
        {
            yield return $"{token} was told {string.Join(" and ", told.Distinct())}";
        }

        // A client's token is also the name it gives the execution.
        foreach (var same in runs.GroupBy(run => run.Record.DisplayName).Where(same => same.Count() > 1))
        {
            yield return $"{same.Key} started {string.Join(" and ", same.Select(run => run.Id))}";
        }
    }

    public static IEnumerable<string> WhatWasToldIsSo(Scene scene, IReadOnlyList<Run> runs)
    {
        var known = runs.ToDictionary(run => run.Record.Arn.ToString());
        foreach (var arn in scene.Promises.Started.Values.SelectMany(told => told).Where(arn => !known.ContainsKey(arn) && !MayBeGone(scene, arn)))
        {
            yield return $"{arn} was started, and is not there";
        }

        foreach (var arn in scene.Promises.Stopped.Where(arn => known.ContainsKey(arn) && !known[arn].Events.Any(happened => happened is ExecutionEvent.ExecutionStopping)))
        {
            yield return $"{arn} was to be stopped, and nothing is recorded";
        }
    }

    public static IEnumerable<string> NobodyRetriesUnasked(Scene scene, IReadOnlyList<Run> runs) =>
        from run in runs
        let asked = scene.Promises.Retries.GetValueOrDefault(run.Record.Arn.ToString())
        let found = run.Events.Count(happened => happened is ExecutionEvent.ExecutionRetried)
        where found > asked.Asked || found < asked.Told
        select $"{run.Id} was retried {found} times; {asked.Asked} requests, {asked.Told} of them answered";

    private static bool MayBeGone(Scene scene, string arn) => scene.Promises.Deleted.Contains(PipelineExecutionArn.Parse(arn).Pipeline.Name);
}
