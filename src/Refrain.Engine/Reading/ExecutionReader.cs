using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>A step as a caller sees it: run here, or reused.</summary>
/// <param name="Definition">The step as authored.</param>
/// <param name="Report">Its report; for a reused step that of the execution that ran it.</param>
/// <param name="StartedAt">When it started here; a reused step starts and ends with the execution.</param>
/// <param name="EndedAt">When it ended here.</param>
/// <param name="Reused">Null when it ran here.</param>
public sealed record StepView(StepDefinition Definition, StepReport Report, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, ReusedFrom? Reused)
{
    /// <summary>True when it did not run: its outputs were given by hand, and are recorded in this execution.</summary>
    public bool IsGiven { get; init; }
}

/// <summary>Where a reused result is from: the reference that was named, and the execution that really ran the step.</summary>
public sealed record ReusedFrom(PipelineExecutionArn Source, PipelineExecutionArn MadeBy);

/// <summary>Where a pipeline's runs are tracked: either may be missing.</summary>
public sealed record MlflowConfig(string? ResourceArn, string? ExperimentName);

/// <summary>What a caller may look up about executions.</summary>
public sealed class ExecutionReader(IExecutionStore executions, DefinitionLibrary definitions, ReferenceReader references)
{
    /// <summary>The execution.</summary>
    /// <exception cref="RefusalException">There is none of that ARN.</exception>
    public async Task<ExecutionRecord> GetAsync(string arnText, CancellationToken cancellationToken) =>
        PipelineExecutionArn.TryParse(arnText, out var arn) && await executions.FindAsync(arn, cancellationToken) is { Plan.Job: null } record
            ? record
            : throw RefusalException.NotFound($"Pipeline execution '{arnText}' does not exist.");

    /// <summary>The pipeline's <c>MlflowConfig</c> as it is for this execution; null when it has none.</summary>
    public async Task<MlflowConfig?> MlflowAsync(ExecutionRecord record, CancellationToken cancellationToken)
    {
        var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
        if (definition.Mlflow is not { } config)
        {
            return null;
        }

        var variables = new ExecutionVariables(definition, record.Plan, record.Arn, record.CreatedAt);
        var evaluator = new ExpressionEvaluator(variables.Scope(record.CreatedAt, jobName: null, _ => null, (_, _) => (null, null)));
        return new MlflowConfig(Text("MlflowResourceArn"), Text("MlflowExperimentName"));

        string? Text(string name) =>
            config.Member(name) is { } value && evaluator.Resolve(value) is Evaluation.Value { Json: var json } ? JsonText.Scalar(json) : null;
    }

    /// <summary>
    /// The steps that started here and those that are reused, by start time, ties in the definition's order (spec 05, ListPipelineExecutionSteps). Steps that
    /// were not reached are not in it.
    /// </summary>
    public async Task<ValueList<StepView>> StepsAsync(ExecutionRecord record, CancellationToken cancellationToken)
    {
        var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
        var own = await executions.ReportsAsync(record.Arn, only: null, cancellationToken);
        var views = own.Select(report => new StepView(definition[report.Step], report, report.StartedAt, report.EndedAt, Reused: null)).ToList();
        views.AddRange((await references.GivenAsync(record, only: null, cancellationToken)).Select(
            report => new StepView(definition[report.Step], report, record.CreatedAt, record.CreatedAt, Reused: null) { IsGiven = true }));
        foreach (var reused in await references.ReusedAsync(record, only: null, cancellationToken))
        {
            views.Add(new StepView(definition[reused.Report.Step], reused.Report, record.CreatedAt, record.CreatedAt, new ReusedFrom(reused.Source, reused.MadeBy)));
        }

        return views.OrderBy(view => view.StartedAt).ThenBy(view => view.Definition.Position).ToValueList();
    }
}
