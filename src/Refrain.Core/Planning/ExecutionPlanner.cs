using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Planning;

/// <summary>
/// Decides what an execution runs, reuses and leaves alone (spec 02). A pure function; the checks come in the order of spec 02, 2, so that the
/// first message is the one the service would give. The wire, the command line and the demo all plan here.
/// </summary>
public sealed class ExecutionPlanner
{
    private const string InvalidSource = "Invalid SourcePipelineExecutionArn: ";
    private readonly PlanRequest request;
    private readonly PipelineDefinition definition;
    private readonly Dictionary<StepName, ReferenceLookup> reuse = [];
    private readonly Dictionary<int, Provision.Given> given = [];

    private ExecutionPlanner(PlanRequest request) => (this.request, definition) = (request, request.Definition);

    /// <summary>Plans one execution.</summary>
    public static PlanAnswer Plan(PlanRequest request) => new ExecutionPlanner(request).Plan();

    private PlanAnswer Plan()
    {
        if (GivenProblem() is { } wrong)
        {
            return Invalid(wrong);
        }

        // Who gives outputs by hand of a full run wants everything else to run.
        if ((request.Selected ?? (given.Count > 0 ? definition.Graph.Names : null)) is not { } names)
        {
            return WithParameters(null, null);
        }

        Force(names);
        var (selection, unknown) = StepSelection.Of(definition, names.Where(name => !IsGiven(name)).ToValueList(), given.ContainsKey);
        if (unknown.Count > 0)
        {
            return Invalid($"Invalid SelectedSteps. Step(s) [{string.Join(", ", unknown)}] do not exist in the pipeline definition.");
        }

        var scope = new PlanScope(selection, Provisions(selection));
        if (selection.Gaps() is { Count: > 0 } gaps)
        {
            var message = $"Invalid SelectedSteps. Step(s) [{Names(gaps)}] are on a path between selected steps [{Names(selection.Steps)}] and must also be selected.";
            var closed = selection.Steps.Concat(gaps).Order().Select(position => definition.Steps[position].Name).ToValueList();
            return new PlanAnswer.Refused(RefusalKind.Invalid, message, scope) { Closed = closed };
        }

        return SourceProblem(scope) ?? StepProblem(scope) ?? WithParameters(Scope(scope), scope);
    }

    /// <summary>What was given by hand must fit the definition. Fills <see cref="given"/> and <see cref="reuse"/>.</summary>
    private string? GivenProblem()
    {
        var named = request.Supplied.Select(one => one.Step).Concat(request.Forced.Select(one => one.Step)).Concat(request.Reuse.Select(one => one.Step));
        if (named.Where(name => definition.Find(name) is null).Distinct().ToValueList() is { Count: > 0 } unknown)
        {
            return $"Step(s) [{string.Join(", ", unknown)}] do not exist in the pipeline definition.";
        }

        if (request.Forced.FirstOrDefault(one => definition[one.Step].Type is not ConditionStepType) is { } forced)
        {
            return $"Step '{forced.Step}' is no condition: it is of type {definition[forced.Step].Type.Name}. Only the outcome of a condition can be forced.";
        }

        foreach (var one in request.Supplied)
        {
            given[definition[one.Step].Position] = new Provision.Given(one.Result, IsForced: false);
        }

        foreach (var one in request.Reuse.Where(one => !reuse.TryAdd(one.Step, one.Source)))
        {
            return $"Two executions are named for the result of step '{one.Step}'. Name one.";
        }

        return request.Reuse.FirstOrDefault(one => IsGiven(one.Step) || request.Selected is null || request.Selected.Contains(one.Step)) is { } run
            ? $"Step '{run.Step}' would {(IsGiven(run.Step) ? "take outputs given by hand" : "run")}, so its result cannot be reused at the same time. Leave it out of the selection."
            : null;
    }

    /// <summary>A condition that is not run but whose outcome is forced gives that outcome as its result.</summary>
    private void Force(ValueList<StepName> names)
    {
        var selected = names.ToHashSet();
        foreach (var forced in request.Forced.Where(one => !selected.Contains(one.Step) || IsGiven(one.Step)))
        {
            given[definition[forced.Step].Position] = new Provision.Given(ConditionStepType.Result(forced.Outcome), IsForced: true);
        }
    }

    private bool IsGiven(StepName name) => definition.Find(name) is { } step && given.ContainsKey(step.Position);

    private Dictionary<int, Provision> Provisions(StepSelection selection)
    {
        var provisions = new Dictionary<int, Provision>();
        foreach (var position in selection.Ancestors)
        {
            provisions[position] = Provide(definition.Steps[position]);
        }

        foreach (var position in selection.Given)
        {
            provisions[position] = given[position];
        }

        return provisions;
    }

    private Provision Provide(StepDefinition step)
    {
        var own = reuse.GetValueOrDefault(step.Name);
        if ((own ?? request.Reference) is not ReferenceLookup.Found { Execution: var source })
        {
            return Missing(PlanReason.NeedsReference, "its result is needed, and there is no reference execution to take it from");
        }

        if (source.Definition.Find(step.Name) is not { } there)
        {
            return Missing(PlanReason.NotInReference, $"its result is needed, and the definition of {source.Arn.ExecutionId} does not have it");
        }

        if (there.Type != step.Type)
        {
            return Missing(PlanReason.TypeChanged, $"its result is needed, and it was of type {there.Type.Name} in {source.Arn.ExecutionId}");
        }

        return source.Step(step.Name) is { Succeeded: true } found && found.Type == step.Type.Name
            ? new Provision.Reused(found, source, own is null ? null : source.Arn)
            : Missing(PlanReason.NoResult, $"its result is needed, and it {HowItStands(source, step.Name)} in {source.Arn.ExecutionId}");
    }

    private static string HowItStands(ReferenceExecution source, StepName step) => source.Standing(step) switch
    {
        Selectors.StepStanding.Failed => "failed",
        Selectors.StepStanding.Stopped => "was stopped",
        _ => "did not run",
    };

    private static Provision.Missing Missing(PlanReason reason, string sentence) => new(new Obstacle(reason, sentence));

    /// <summary>R4, R5, R6, and the version rule of R8: of the reference, and of every execution named for a step of its own.</summary>
    private PlanAnswer.Refused? SourceProblem(PlanScope scope)
    {
        var selection = scope.Selection;
        var unprovided = selection.Dependencies.Where(position => !reuse.ContainsKey(definition.Steps[position].Name)).ToValueList();
        if (request.Reference is ReferenceLookup.None && unprovided.Count > 0)
        {
            return Invalid($"{InvalidSource}null. The selected steps [{Names(selection.Steps)}] have dependencies on [{Names(unprovided)}]", scope);
        }

        foreach (var source in reuse.Values.Prepend(request.Reference))
        {
            var problem = source switch
            {
                ReferenceLookup.Malformed { Text: var text } => Invalid($"{InvalidSource}{text}. It is not the ARN of a pipeline execution.", scope),
                ReferenceLookup.Unknown { Arn: var arn } => new PlanAnswer.Refused(RefusalKind.NotFound, $"Pipeline execution '{arn}' does not exist.", scope),
                ReferenceLookup.OfAnotherPipeline { Arn: var arn } => Invalid($"{InvalidSource}{arn}. It is not an execution of this pipeline.", scope),
                ReferenceLookup.Found { Execution: { HasEnded: false, Arn: var arn } } =>
                    Invalid($"{InvalidSource}{arn}. The status of the source execution must be one of [Succeeded, Failed, Stopped].", scope),
                ReferenceLookup.Found { Execution: var found } when request.Rule == ReferenceRule.SameVersion && found.Version != request.Version =>
                    Invalid($"{InvalidSource}{found.Arn}. It ran version {found.Version} of the pipeline, and version {request.Version} is started.", scope),
                _ => null,
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>The rules about single steps.</summary>
    private PlanAnswer.Refused? StepProblem(PlanScope scope) =>
        new ReferenceRules(request, scope, Source).Problem() is var (source, message) ? Invalid($"{InvalidSource}{source?.Arn.ToString() ?? "null"}. {message}", scope) : null;

    private ReferenceExecution? Source(StepName step) => ((reuse.GetValueOrDefault(step) ?? request.Reference) as ReferenceLookup.Found)?.Execution;

    private SelectiveScope Scope(PlanScope scope)
    {
        var reused = scope.Selection.Ancestors
            .Where(position => scope.Provisions[position] is Provision.Reused)
            .Select(position => (Position: position, From: (Provision.Reused)scope.Provisions[position]))
            .GroupBy(one => (one.From.Step.MadeBy, one.From.Step.MadeAtLength, one.From.Via))
            .Select(made => new ReuseSource(made.Key.MadeBy, made.Key.MadeAtLength, StepRanges.Of(made.Select(one => one.Position))) { Via = made.Key.Via })
            .ToValueList();
        return new SelectiveScope((request.Reference as ReferenceLookup.Found)?.Execution.Arn, StepRanges.Of(scope.Selection.Steps), reused);
    }

    private PlanAnswer WithParameters(SelectiveScope? selective, PlanScope? scope)
    {
        var problems = new List<Diagnostic>();
        var parameters = ParameterBinder.Bind(definition.Parameters, request.Overrides, problems.Add);
        if (problems.Count > 0)
        {
            return Invalid(Diagnostic.Render("", problems.ToValueList()), scope);
        }

        var supplied = scope?.Selection.Given.Select(position => new SuppliedResult(definition.Steps[position].Name, given[position].Outputs)).ToValueList();
        var forced = request.Forced.Where(one => !IsGiven(one.Step)).ToValueList();
        return new PlanAnswer.Planned(
            new ExecutionPlan
            {
                Parameters = parameters,
                Selective = selective,
                Supplied = supplied is { Count: > 0 } ? supplied : null,
                Forced = forced.Count > 0 ? forced : null,
                Origin = request.Origin,
            },
            scope);
    }

    private string Names(ValueList<int> positions) => string.Join(", ", positions.Select(position => definition.Steps[position].Name));

    private static PlanAnswer.Refused Invalid(string message, PlanScope? scope = null) => new(RefusalKind.Invalid, message, scope);
}
