using Refrain.Simulation.Stories;

namespace Refrain.Simulation.Invariants;

/// <summary>Everything that must be true when a story has ended. Each check is a sentence, followed by what breaks it.</summary>
public static class Judgement
{
    private static readonly (string Sentence, Func<Scene, Run, IEnumerable<string>> Breaks)[] OfRuns =
    [
        ("Every execution ends", Progress.EveryExecutionEnds),
        ("Nothing selected and reachable is missing, and nothing else ran", Progress.WhatIsReachableRanAndNothingElse),
        ("An execution ends in the status that its steps and stops come to", Progress.TheStatusFollows),
        ("A step begins only after everything it waits for is done", Order.StepsWaitForTheirDependencies),
        ("Nothing begins after a stop or a failed step is recorded", Order.NothingBeginsAfterAStopOrAFailure),
        ("No more steps of an execution run at once than it may have", Order.NoMoreStepsAtOnce),
        ("Every recorded attempt has exactly one start of a job", Truth.EveryAttemptHasOneStart),
        ("A step ends as its job did", Truth.StepsEndAsTheirJobsDid),
        ("A condition chooses by the number that was reported", Truth.ConditionsChooseByWhatWasReported),
        ("Reports and status are the fold of the history", Projections.ReportsAreTheFold),
        ("What is shown of a job agrees with its step", Projections.JobsAreShownAsTheyEnded),
        ("A step reads what was recorded for it, whatever happened since", Frozen.InputsAreWhatWasRecorded),
        ("A reused step had ended well in the part of the history that was frozen", Frozen.ReusedStepsHadEndedWell),
        ("A cache hit stands for a run that ended well", Frozen.CacheHitsStandForRealRuns),
    ];

    private static readonly (string Sentence, Func<Scene, IReadOnlyList<Run>, IEnumerable<string>> Breaks)[] OfWorlds =
    [
        ("The engine reports no bug of its own", (scene, _) => scene.Log.Bugs),
        ("No job starts that no history knows", Truth.NoJobIsUnknown),
        ("No started job is left behind at the end", Truth.NoJobIsLeftBehind),
        ("The cache remembers real successes only", Frozen.TheCacheRemembersRealSuccesses),
        ("A repeated request has one effect and one answer", Kept.RepeatedRequestsHaveOneEffect),
        ("What a client was told is so", Kept.WhatWasToldIsSo),
        ("An execution is retried once for each request that said so", Kept.NobodyRetriesUnasked),
    ];

    public static IEnumerable<string> Of(Scene scene, IReadOnlyList<Run> runs)
    {
        var broken = new List<string>();
        foreach (var run in runs)
        {
            foreach (var (sentence, breaks) in OfRuns)
            {
                Add(broken, sentence, () => breaks(scene, run).Select(found => $"{run.Id} {found}"));
            }
        }

        foreach (var (sentence, breaks) in OfWorlds)
        {
            Add(broken, sentence, () => breaks(scene, runs));
        }

        return broken;
    }

    /// <summary>A history so damaged that a check cannot even read it breaks that check.</summary>
    private static void Add(List<string> broken, string sentence, Func<IEnumerable<string>> breaks)
    {
        try
        {
            broken.AddRange(breaks().Select(found => $"{sentence}: {found}"));
        }
        catch (InvalidOperationException e)
        {
            broken.Add($"{sentence}: {e.Message}");
        }
    }
}
