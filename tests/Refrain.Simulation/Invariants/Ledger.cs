using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;
using Refrain.Simulation.Stories;

namespace Refrain.Simulation.Invariants;

/// <summary>An execution as it stands in the books when a story has ended.</summary>
/// <param name="Record">Its projection.</param>
/// <param name="Drawn">What it was bound to, as it was drawn.</param>
/// <param name="Events">Its history.</param>
/// <param name="Reports">Its saved reports.</param>
public sealed record Run(ExecutionRecord Record, DrawnPipeline Drawn, ValueList<ExecutionEvent> Events, ValueList<StepReport> Reports)
{
    private readonly ILookup<StepName, ExecutionEvent> bySteps = Events.Where(happened => StepOf(happened) is not null).ToLookup(happened => StepOf(happened)!.Value);

    /// <summary>The definition that it was bound to.</summary>
    public PipelineDefinition Definition => Drawn.Definition;

    public string Id => Record.Arn.ExecutionId;

    /// <summary>Steps that it was bound to run.</summary>
    public bool IsInScope(StepDefinition step) => !IsGiven(step.Name)
        && (Record.Plan.Selective is not { } selective || selective.Selected.Contains(step.Position));

    public bool IsGiven(StepName step) => Record.Plan.Supplied?.Any(given => given.Step == step) ?? false;

    /// <summary>What was recorded of a step, in order.</summary>
    public IEnumerable<ExecutionEvent> Of(StepName step) => bySteps[step];

    /// <summary>How a step ended; null when it did not, or when it waits again because the execution was retried.</summary>
    public ExecutionEvent? EndOf(StepName step) => Of(step).LastOrDefault() switch
    {
        ExecutionEvent.StepSucceeded or ExecutionEvent.StepCacheHit => Of(step).Last(),
        ExecutionEvent.StepFailed or ExecutionEvent.StepStopped when IsSinceRetry(Of(step).Last()) => Of(step).Last(),
        _ => null,
    };

    /// <summary>What happened since the execution was started, or retried.</summary>
    public IReadOnlyList<ExecutionEvent> SinceRetry { get; } =
        [.. Events.Reverse().TakeWhile(happened => happened is not ExecutionEvent.ExecutionRetried).Reverse()];

    /// <summary>True when something came of a step that was not undone by a retry.</summary>
    public bool IsTouched(StepName step) => Of(step).LastOrDefault() is { } last && (EndOf(step) is not null || IsSinceRetry(last));

    private bool IsSinceRetry(ExecutionEvent happened) => SinceRetry.Any(one => ReferenceEquals(one, happened));

    /// <summary>True for an attempt that was given up since the world failed for long: it may have had a job, or not.</summary>
    public bool IsGivenUp(StepName step, int attempt) => Of(step).Any(happened => happened switch
    {
        ExecutionEvent.StepBackedOff e => e.NextAttempt == attempt + 1 && e.Exception == "Step.SERVICE_FAULT",
        ExecutionEvent.StepFailed e => e.Attempt == attempt && e.Reason.StartsWith("InternalServerError: ", StringComparison.Ordinal),
        ExecutionEvent.StepStopped e => e.Attempt == attempt && e.Partial is not null && !Events.Any(one => one is ExecutionEvent.StepStarted started && started.Step == step && started.Attempt == attempt),
        _ => false,
    });

    public static StepName? StepOf(ExecutionEvent happened) => happened switch
    {
        ExecutionEvent.StepLaunching e => e.Step,
        ExecutionEvent.StepCacheHit e => e.Step,
        ExecutionEvent.StepStarted e => e.Step,
        ExecutionEvent.StepSucceeded e => e.Step,
        ExecutionEvent.StepBackedOff e => e.Step,
        ExecutionEvent.StepFailed e => e.Step,
        ExecutionEvent.StepStopped e => e.Step,
        _ => null,
    };
}

/// <summary>Reads the books of a story, past all fates.</summary>
public static class Ledger
{
    public static (IReadOnlyList<Run> Runs, ulong Digest) Read(Scene scene)
    {
        var runs = new List<Run>();
        var digest = scene.Trace.Digest;
        foreach (var record in scene.Stores.Executions.All)
        {
            foreach (var letter in scene.Stores.Executions.Texts(record.Arn).SelectMany(text => text))
            {
                digest = (digest ^ letter) * 0x100000001b3;
            }

            var events = Now(scene.Stores.Executions.HistoryAsync(record.Arn, 0, null, CancellationToken.None));
            var reports = Now(scene.Stores.Executions.ReportsAsync(record.Arn, null, CancellationToken.None));
            runs.Add(new Run(record, scene.DrawnOf(record), events, reports));
        }

        return (runs, digest);
    }

    public static StoryCounts Count(Scene scene, IReadOnlyList<Run> runs) => new(
        scene.Loop.Moves,
        runs.Count,
        scene.Runtime.Jobs.Count,
        runs.Count(run => run.Record.Plan.Selective is not null),
        runs.Sum(run => run.Events.Count(happened => happened is ExecutionEvent.ExecutionRetried)),
        runs.Sum(run => run.Events.Count(happened => happened is ExecutionEvent.StepBackedOff)),
        runs.Sum(run => run.Events.Count(happened => happened is ExecutionEvent.StepCacheHit)),
        runs.Count(run => run.Record.Status == ExecutionStatus.Stopped),
        runs.Count(run => run.Record.Status == ExecutionStatus.Failed),
        runs.Count(run => run.Record.Status == ExecutionStatus.Succeeded));

    /// <summary>The answer of a store that keeps all in memory: it is there already.</summary>
    public static T Now<T>(Task<T> task) => task.IsCompletedSuccessfully ? task.Result : throw new InvalidOperationException("The world's stores answer at once.");
}
