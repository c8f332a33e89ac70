using System.Text.Json;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Fail;
using Refrain.Core.Steps.Processing;

namespace Refrain.Core.Definitions;

/// <summary>The rules between steps (spec 01, 7): names, references, cycles, leaves. They also find the edges.</summary>
internal sealed class DefinitionRules
{
    private readonly ValueList<StepDefinition> steps;
    private readonly IReadOnlySet<StepName> unread;
    private readonly HashSet<string> parameters;
    private readonly Dictionary<StepName, StepDefinition> byName = [];
    private readonly List<StepEdge> edges = [];
    private readonly Action<Diagnostic> report;

    private DefinitionRules(ValueList<StepDefinition> steps, IReadOnlySet<StepName> unread, ValueList<PipelineParameter> parameters, Action<Diagnostic> report)
    {
        (this.steps, this.unread) = (steps, unread);
        this.parameters = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        this.report = report;
    }

    /// <summary>The graph of the steps. Names in <paramref name="unread"/> belong to steps that have problems of their own.</summary>
    public static StepGraph Check(
        ValueList<StepDefinition> steps,
        IReadOnlySet<StepName> unread,
        ValueList<PipelineParameter> parameters,
        Action<Diagnostic> report) => new DefinitionRules(steps, unread, parameters, report).Check();

    private StepGraph Check()
    {
        foreach (var step in steps.Where(step => !byName.TryAdd(step.Name, step)))
        {
            report(new Diagnostic($"{step.Path}.Name", $"Duplicate step name '{step.Name}'.", $"another name: {byName[step.Name].Path} has it already"));
        }

        foreach (var step in steps)
        {
            CheckDependsOn(step);
            CheckBranch(step);
            CheckExpressions(step);
            CheckPropertyFiles(step);
        }

        var graph = new StepGraph(steps.Select(step => step.Name).ToValueList(), edges.ToValueList());
        if (graph.FindCycle() is { Count: > 0 } cycle)
        {
            var names = cycle.Append(cycle[0]).Select(position => steps[position].Name.Value);
            report(new Diagnostic($"{steps[cycle[0]].Path}", $"The steps form a cycle: {string.Join(" -> ", names)}.", "steps that do not wait for each other"));
        }

        return graph;
    }

    private void CheckDependsOn(StepDefinition step)
    {
        foreach (var (name, index) in step.DependsOn.Select((name, index) => (name, index)))
        {
            var path = $"{step.Path}.DependsOn[{index}]";
            if (byName.TryGetValue(name, out var earlier))
            {
                AddEdge(earlier, step, EdgeKind.DependsOn, path);
            }
            else if (!unread.Contains(name))
            {
                report(new Diagnostic(path, $"Step '{step.Name}' depends on step '{name}', which does not exist.", "the name of a step of this pipeline"));
            }
        }
    }

    private void CheckBranch(StepDefinition step)
    {
        if (step.Branch is { } branch && byName.TryGetValue(branch.Condition, out var condition))
        {
            edges.Add(new StepEdge(condition.Position, step.Position, EdgeKind.Branch, step.Path));
        }
    }

    private void CheckExpressions(StepDefinition step)
    {
        foreach (var (path, expression) in step.OwnParts().SelectMany(part => ExpressionReader.In(part.Json, part.Path, report)))
        {
            if (expression is Expression.Get { Reference: Reference.Parameter parameter })
            {
                CheckParameter(parameter, path);
            }

            if (expression is Expression.Get { Reference: Reference.PropertyFile direct })
            {
                report(new Diagnostic(path, $"The property file '{direct.Name}' can only be read by Std:JsonGet.", "Std:JsonGet with this reference as its PropertyFile"));
            }

            if (expression.NamedStep is { } name)
            {
                CheckNamed(step, name, expression, path);
            }
        }
    }

    private void CheckParameter(Reference.Parameter parameter, string path)
    {
        if (!parameters.Contains(parameter.Name))
        {
            report(new Diagnostic(path, $"Parameter '{parameter.Name}' is referenced but not declared.", "a name that stands in Parameters"));
        }
    }

    private void CheckNamed(StepDefinition step, StepName name, Expression expression, string path)
    {
        if (!byName.TryGetValue(name, out var earlier))
        {
            if (!unread.Contains(name))
            {
                report(new Diagnostic(path, $"Step '{step.Name}' refers to step '{name}', which does not exist.", "the name of a step of this pipeline"));
            }

            return;
        }

        AddEdge(earlier, step, EdgeKind.Data, path);
        if (expression is Expression.PropertyFileGet get && earlier.PropertyFiles.All(file => file.Name != get.File.Name))
        {
            report(new Diagnostic($"{path}['Std:JsonGet'].PropertyFile", $"Step '{name}' has no property file '{get.File.Name}'.", "a PropertyFileName of that step"));
        }
    }

    private void AddEdge(StepDefinition earlier, StepDefinition later, EdgeKind kind, string path)
    {
        if (earlier.Type is FailStepType)
        {
            report(new Diagnostic(path, $"{later.Name} can not depends on {earlier.Name}", "a step that can succeed: a Fail step is always the last of its path"));
        }
        else if (earlier == later)
        {
            report(new Diagnostic(path, $"Step '{later.Name}' depends on itself.", "another step"));
        }
        else
        {
            edges.Add(new StepEdge(earlier.Position, later.Position, kind, path));
        }
    }

    private void CheckPropertyFiles(StepDefinition step)
    {
        var list = step.Arguments.Member("ProcessingOutputConfig")?.Items("Outputs").ToList() ?? [];
        if (step.Type is not ProcessingStepType || list.Any(output => output.Member("OutputName") is { ValueKind: not JsonValueKind.String }))
        {
            return; // other types may carry property files without a use; a name that is an expression is known when the step starts
        }

        var outputs = list.Select((output, index) => output.Text("OutputName") ?? $"output-{index + 1}").ToList();
        foreach (var (file, index) in step.PropertyFiles.Select((file, index) => (file, index)))
        {
            if (!outputs.Contains(file.OutputName))
            {
                report(new Diagnostic(
                    $"{step.Path}.PropertyFiles[{index}].OutputName",
                    $"Step '{step.Name}' has no output '{file.OutputName}' for its property file '{file.Name}'.",
                    outputs.Count == 0 ? "an output of that name" : $"one of {string.Join(", ", outputs)}"));
            }
        }
    }
}
