using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Work;

namespace Refrain.Engine.Reading;

/// <summary>Finds out what steps would be made from if they ran now, and what became of what they stored. Reads only; nothing is started or changed.</summary>
public sealed class FreshnessReader(IObjectStore objects, FindInputs findInputs, FindModel findModel)
{
    /// <summary>
    /// What each of the steps would be made from now, on top of the reference's results. Steps without a recorded identity there are left out. What depends on the execution (its id in
    /// an address) is resolved as it was when the result was made, so that a new id alone is no change.
    /// </summary>
    public async Task<IReadOnlyDictionary<StepName, StepToday>> TodayAsync(
        PipelineDefinition definition, ValueList<BoundParameter> parameters, ReferenceExecution reference, IEnumerable<StepDefinition> steps, CancellationToken cancellationToken)
    {
        var found = new Dictionary<StepName, StepToday>();
        var order = new Lazy<ValueList<int>>(definition.Graph.RunOrder);
        foreach (var step in steps)
        {
            if (step.Type is IJobStepType type && reference.Step(step.Name) is { Identity: not null } made)
            {
                var recorded = new Lazy<RecordedOutputs>(() => Recorded(definition, reference, step, order.Value));
                found[step.Name] = await TodayAsync(definition, parameters, reference, step, type, made, recorded, cancellationToken);
            }
        }

        return found;
    }

    /// <summary>Why recorded outputs can no longer be staged; null when they can, or nothing was recorded.</summary>
    public string? Unstageable(StepResult? result)
    {
        foreach (var output in result?.Outputs ?? [])
        {
            if (output.Content.Entries.FirstOrDefault(entry => !objects.HasBlob(entry.Blob)) is { } gone)
            {
                return $"the recorded bytes of '{(gone.Path.Length == 0 ? $"{output.S3Uri}" : $"{output.S3Uri.Below(gone.Path)}")}' are not stored any more";
            }
        }

        return null;
    }

    /// <summary>Keys of recorded outputs that hold something else today, or nothing.</summary>
    public async Task<ValueList<string>> OverwrittenAsync(StepResult? result, CancellationToken cancellationToken)
    {
        var changed = new List<string>();
        foreach (var output in result?.Outputs ?? [])
        {
            var now = await objects.AllUnderAsync(output.S3Uri, cancellationToken);
            changed.AddRange(
                from entry in output.Content.Entries
                let place = entry.Path.Length == 0 ? output.S3Uri : output.S3Uri.Below(entry.Path)
                where now.GetValueOrDefault(place.Key)?.Blob != entry.Blob
                select place.ToString());
        }

        return changed.ToValueList();
    }

    private async Task<StepToday> TodayAsync(
        PipelineDefinition definition,
        ValueList<BoundParameter> parameters,
        ReferenceExecution reference,
        StepDefinition step,
        IJobStepType type,
        ReferenceStep made,
        Lazy<RecordedOutputs> recorded,
        CancellationToken cancellationToken)
    {
        var variables = new ExecutionVariables(definition, new ExecutionPlan { Parameters = parameters }, made.MadeBy, made.StartedAt ?? DateTimeOffset.UnixEpoch);
        var scope = variables.Scope(
            made.StartedAt ?? DateTimeOffset.UnixEpoch,
            jobName: "job",
            name => reference.Step(name)?.Result?.Properties.Parse(),
            (name, file) => reference.Step(name)?.Result?.PropertyFiles.FirstOrDefault(one => one.Name == file) is { } content ? (content.Content?.Parse(), content.Problem) : (null, null));
        return new ExpressionEvaluator(scope).Resolve(step.Arguments) switch
        {
            Evaluation.Value { Json: var json } => await InputsAsync(made.MadeBy.Pipeline.Scope, step, type, type.Arguments.WithTexts(json), recorded, cancellationToken),
            Evaluation.Failed { Reason: var reason } => new StepToday(null, null, [], reason),
            _ => new StepToday(null, null, [], "it reads an object of the store"),
        };
    }

    private async Task<StepToday> InputsAsync(
        AwsScope scope, StepDefinition step, IJobStepType type, JsonElement resolved, Lazy<RecordedOutputs> recorded, CancellationToken cancellationToken)
    {
        var (model, problem) = await findModel.FindAsync(scope, type, resolved, cancellationToken);
        var requests = type.Inputs(resolved, model);
        var inputs = new List<JobInput>();
        foreach (var request in requests)
        {
            // An input that is not there any more is a change as well.
            var (found, why) = await findInputs.FindAsync(() => Task.FromResult(recorded.Value), [request], cancellationToken);
            inputs.Add(why is null ? found[0] : new JobInput(request.Name, request.LocalPath, ContentManifest.Empty));
            problem ??= why;
        }

        var identity = StepIdentities.Of(step, resolved, requests, inputs.ToValueList(), model: model);
        return new StepToday(identity.Image, identity.Code, identity.Inputs, problem);
    }

    private static RecordedOutputs Recorded(PipelineDefinition definition, ReferenceExecution reference, StepDefinition step, ValueList<int> order)
    {
        var ancestors = definition.Graph.AncestorsOf([step.Position]);
        return RecordedOutputs.Of(
            from position in order
            where ancestors[position]
            from output in reference.Step(definition.Steps[position].Name)?.Result?.Outputs ?? []
            select output);
    }
}
