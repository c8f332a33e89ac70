using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Executions;

/// <summary>All that is compared of an execution.</summary>
/// <param name="Side">Which, and how it went.</param>
/// <param name="Definition">What it ran.</param>
/// <param name="Parameters">With which values.</param>
/// <param name="Steps">The reports of the steps that started, and of those that were reused as the execution that ran them has them.</param>
public sealed record ComparedExecution(ExecutionSide Side, PipelineDefinition Definition, ValueList<BoundParameter> Parameters, ValueList<ComparedStep> Steps);

/// <summary>A step that is compared.</summary>
public sealed record ComparedStep(StepReport Report, bool IsReused);

/// <summary>Compares executions.</summary>
public static class ExecutionDiffs
{
    /// <summary>Numbers of one property file that are compared; a file with more of them holds data rather than measures.</summary>
    private const int NumbersPerFile = 100;

    /// <summary>What is different in the second of two executions.</summary>
    public static ExecutionDiff Between(ComparedExecution old, ComparedExecution @new, DefinitionDiff definition) => new(
        old.Side,
        @new.Side,
        definition,
        Match(old.Parameters, @new.Parameters, parameter => parameter.Name, (name, left, right) => new ParameterDifference(name, left?.Value, right?.Value))
            .Where(parameter => parameter.Old != parameter.New).ToValueList(),
        Steps(old, @new));

    private static ValueList<StepDifference> Steps(ComparedExecution old, ComparedExecution @new)
    {
        var (before, after) = (old.Steps.ToDictionary(step => step.Report.Step), @new.Steps.ToDictionary(step => step.Report.Step));
        return @new.Definition.Steps.Concat(old.Definition.Steps.Where(step => @new.Definition.Find(step.Name) is null))
            .Where(step => before.ContainsKey(step.Name) || after.ContainsKey(step.Name))
            .Select(step => Step(step, before.GetValueOrDefault(step.Name), after.GetValueOrDefault(step.Name)))
            .ToValueList();
    }

    private static StepDifference Step(StepDefinition step, ComparedStep? old, ComparedStep? @new)
    {
        var (before, after) = (old?.Report.Identity, @new?.Report.Identity);
        return new StepDifference(
            step.Name,
            step.Type.Name,
            Side(old),
            Side(@new),
            Match(before?.Inputs ?? [], after?.Inputs ?? [], input => input.Name, (name, left, right) => new InputDifference(name, left?.S3Uri, left?.Digest, right?.S3Uri, right?.Digest)),
            before is null || after is null ? [] : Parts(before, after),
            Match(Metrics(old?.Report), Metrics(@new?.Report), metric => metric.Name, (name, left, right) => new MetricDifference(name, left?.Value, right?.Value)));
    }

    /// <summary>How long the run took that made the result; for a step that the cache found that of the run it found.</summary>
    private static TimeSpan? Took(StepReport report) => report.CacheHit is { } hit ? hit.EndedAt - hit.StartedAt : report.EndedAt - report.StartedAt;

    private static StepSide? Side(ComparedStep? step)
    {
        if (step is not { Report: var report })
        {
            return null;
        }

        bool? outcome = report is { Type: ConditionStepType.TypeName, Result: { } result } ? ConditionStepType.Outcome(result) : null;
        return new StepSide(report.Status, outcome, step.IsReused ? StepOrigin.Reuse : report.CacheHit is not null ? StepOrigin.CacheHit : StepOrigin.Run, Took(report));
    }

    private static ValueList<string> Parts(StepIdentity old, StepIdentity @new) => new[]
    {
        ("code", old.Code == @new.Code),
        ("image", old.Image == @new.Image),
        ("runtime", old.Runtime == @new.Runtime),
        ("environment", old.Environment == @new.Environment),
    }.Where(part => !part.Item2).Select(part => part.Item1).ToValueList();

    private static ValueList<Metric> Metrics(StepReport? report) =>
    [
        .. report?.Result?.Metrics.Select(metric => new Metric(metric.Name, metric.Value)) ?? [],
        .. report?.Result?.PropertyFiles.SelectMany(file => file.Content is { } content ? Numbers(content.Parse(), file.Name).Take(NumbersPerFile) : []) ?? [],
    ];

    private static IEnumerable<Metric> Numbers(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => [new Metric(path, number)],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Numbers(member.Value, $"{path}.{member.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, index) => Numbers(item, $"{path}[{index}]")),
        _ => [],
    };

    // By name, in the order of the second; then what only the first has. Of elements with one name the first counts.
    private static ValueList<TMatch> Match<T, TMatch>(ValueList<T> old, ValueList<T> @new, Func<T, string> nameOf, Func<string, T?, T?, TMatch> match)
        where T : class
    {
        var (before, after) = (old.ToLookup(nameOf), @new.ToLookup(nameOf));
        return after.Concat(before.Where(one => !after.Contains(one.Key)))
            .Select(one => match(one.Key, before[one.Key].FirstOrDefault(), after[one.Key].FirstOrDefault()))
            .ToValueList();
    }

    private sealed record Metric(string Name, double Value);
}
