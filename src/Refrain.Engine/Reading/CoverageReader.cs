using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>What of a pipeline's current definition was ever executed.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Version">Its current version.</param>
/// <param name="Executions">How many executions of any version were started.</param>
/// <param name="Steps">The steps of the current definition, in its order.</param>
/// <param name="Branches">Both sides of every condition, in the same order.</param>
/// <param name="Former">Steps that ran and that the current definition has not, by name.</param>
public sealed record PipelineCoverage(
    PipelineArn Pipeline, int Version, int Executions, ValueList<StepCoverage> Steps, ValueList<BranchCoverage> Branches, ValueList<StepCoverage> Former);

/// <summary>How often a step really ran; <paramref name="Type"/> is null for a step that is not defined any more, the times and the rest for one that never ran.</summary>
public sealed record StepCoverage(
    StepName Step, IStepType? Type, int Executed, DateTimeOffset? FirstAt, DateTimeOffset? LastAt, PipelineExecutionArn? LastExecution, StepStatus? LastStatus);

/// <summary>How often a condition was found to be <paramref name="Outcome"/>.</summary>
public sealed record BranchCoverage(StepName Condition, bool Outcome, int Taken, DateTimeOffset? LastAt, PipelineExecutionArn? LastExecution);

/// <summary>Holds the past executions of a pipeline, of all versions, against its current definition: steps are the same when their names are.</summary>
public sealed class CoverageReader(DefinitionLibrary definitions, IExecutionStatistics statistics)
{
    /// <summary>The coverage of the pipeline's current version.</summary>
    public async Task<PipelineCoverage> ReadAsync(PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        var definition = await definitions.GetAsync(pipeline.Id, pipeline.LatestVersion, cancellationToken);
        var runs = await statistics.RunsAsync(pipeline.Id, cancellationToken);
        var byStep = runs.Runs.ToLookup(one => one.Step);
        return new PipelineCoverage(
            pipeline.Arn,
            pipeline.LatestVersion,
            runs.Executions,
            definition.Steps.Select(step => Step(step.Name, step.Type, byStep[step.Name])).ToValueList(),
            definition.Steps.Where(step => step.Type is ConditionStepType).SelectMany(step => Branches(step.Name, byStep[step.Name])).ToValueList(),
            Former(definition, byStep));
    }

    private static ValueList<StepCoverage> Former(PipelineDefinition definition, ILookup<StepName, StepRuns> byStep) =>
        byStep.Where(runs => definition.Find(runs.Key) is null).Select(runs => Step(runs.Key, type: null, runs)).ToValueList();

    private static StepCoverage Step(StepName name, IStepType? type, IEnumerable<StepRuns> runs)
    {
        var all = runs.ToList();
        if (all.Count == 0)
        {
            return new StepCoverage(name, type, 0, null, null, null, null);
        }

        var last = all.MaxBy(one => one.LastAt) ?? throw new System.Diagnostics.UnreachableException();
        return new StepCoverage(name, type, all.Sum(one => one.Count), all.Min(one => one.FirstAt), last.LastAt, last.LastExecution, Status(last.Ending));
    }

    private static IEnumerable<BranchCoverage> Branches(StepName condition, IEnumerable<StepRuns> runs)
    {
        var byEnding = runs.ToDictionary(one => one.Ending);
        foreach (var (outcome, ending) in new[] { (true, StepEnding.True), (false, StepEnding.False) })
        {
            var taken = byEnding.GetValueOrDefault(ending);
            yield return new BranchCoverage(condition, outcome, taken?.Count ?? 0, taken?.LastAt, taken?.LastExecution);
        }
    }

    private static StepStatus Status(StepEnding ending) => ending switch
    {
        StepEnding.Failed => StepStatus.Failed,
        StepEnding.Stopped => StepStatus.Stopped,
        _ => StepStatus.Succeeded,
    };
}
