using Refrain.Core.Definitions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps.Unavailable;

namespace Refrain.Core.Planning;

/// <summary>Finds what a person should know before a plan is carried out.</summary>
internal sealed class PlanNotices(PlanRequest request, PlanAnswer answer, PlanFacts facts, ValueList<PlannedStep> steps)
{
    public ValueList<PlanNotice> All() =>
    [
        .. SilentOverrides(),
        .. steps.Where(step => step.Stale.Count > 0).Select(Stale),
        .. Overwritten(),
        .. Unstageable(),
        .. steps.Where(step => step is { Verdict: StepVerdict.Run, Step.Type: UnavailableStepType }).Select(WillFail),
        .. Forced(),
        .. Unneeded(),
    ];

    /// <summary>
    /// Overrides that no running step reads, but a reused one that was made with another value does: nobody would notice that they are without effect. Who
    /// says what the result was made with anyway loses nothing.
    /// </summary>
    private IEnumerable<PlanNotice> SilentOverrides()
    {
        if (answer.Scope is null)
        {
            yield break;
        }

        var read = steps.Where(step => step.Verdict is StepVerdict.Run or StepVerdict.Blocked).SelectMany(step => StepFreshness.ParametersOf(step.Step)).ToHashSet(StringComparer.Ordinal);
        read.UnionWith(ExperimentParameters());
        var changed = steps
            .Where(step => step.Verdict == StepVerdict.Reuse)
            .SelectMany(step => StepFreshness.ParametersOf(step.Step).Select(name => (Name: name, Step: step)))
            .ToLookup(one => one.Name, one => one.Step, StringComparer.Ordinal);
        foreach (var given in request.Overrides.Where(given => !read.Contains(given.Name) && !facts.Inherited.Contains(given.Name)))
        {
            var reached = changed[given.Name].Where(step => MadeWith(step, given.Name) != given.Value).Select(step => step.Step.Name).ToValueList();
            if (reached.Count > 0)
            {
                yield return new PlanNotice(
                    PlanNotice.SilentOverride,
                    NoticeLevel.Warning,
                    $"The value '{given.Value}' of parameter '{given.Name}' would be without effect: only reused steps read it ({string.Join(", ", reached)}). "
                    + "Select them as well, or leave the parameter as it was.",
                    reached,
                    given.Name);
            }
        }
    }

    private string? MadeWith(PlannedStep step, string parameter) =>
        answer.Scope?.Provisions.GetValueOrDefault(step.Step.Position) is Provision.Reused { Step.Parameters: var made } ? made.FirstOrDefault(one => one.Name == parameter)?.Value : null;

    private IEnumerable<string> ExperimentParameters() => request.Definition.Experiment is { } config
        ? ExpressionReader.In(config, "", _ => { }).Select(placed => placed.Expression is Expression.Get { Reference: Reference.Parameter parameter } ? parameter.Name : null).OfType<string>()
        : [];

    private static PlanNotice Stale(PlannedStep step) => new(
        PlanNotice.StaleStep,
        NoticeLevel.Warning,
        $"The reused result of '{step.Step.Name}' is stale: {string.Join("; ", step.Stale.Select(change => $"{change.Part.Kebab()}: {change.Detail}"))}.",
        [step.Step.Name]);

    private IEnumerable<PlanNotice> Overwritten() =>
        from step in steps
        where step.Verdict == StepVerdict.Reuse
        let keys = facts.Overwritten(step.Step.Name)
        where keys.Count > 0
        select new PlanNotice(
            "overwritten",
            NoticeLevel.Note,
            $"What '{step.Step.Name}' stored was overwritten or removed since ({Some(keys)}). The bytes that were recorded are used.",
            [step.Step.Name]);

    private IEnumerable<PlanNotice> Unstageable() =>
        from step in steps
        where step.Verdict == StepVerdict.Reuse && step.Source is not null
        let why = request.Unstageable(step.Step.Name)
        where why is not null
        select new PlanNotice("cannot-be-staged", NoticeLevel.Warning, $"The recorded outputs of '{step.Step.Name}' can no longer be staged: {why}.", [step.Step.Name]);

    private static PlanNotice WillFail(PlannedStep step) => new(
        "will-fail",
        NoticeLevel.Warning,
        $"'{step.Step.Name}' will fail when it is reached: steps of type {step.Step.Type.Name} are not run by this version of Refrain. Reuse it, or give its outputs by hand.",
        [step.Step.Name]);

    private IEnumerable<PlanNotice> Forced() => request.Forced.Select(one => new PlanNotice(
        "forced", NoticeLevel.Note, $"The condition '{one.Step}' is not evaluated: its outcome is {(one.Outcome ? "true" : "false")} by hand.", [one.Step]));

    private IEnumerable<PlanNotice> Unneeded() =>
        from name in request.Supplied.Select(one => one.Step).Concat(request.Reuse.Select(one => one.Step))
        where request.Definition.Find(name) is { } step && answer.Scope is { } scope && !scope.Provisions.ContainsKey(step.Position)
        select new PlanNotice("not-needed", NoticeLevel.Note, $"No step that runs needs the result of '{name}'; what was said about it is without effect.", [name]);

    private static string Some(ValueList<string> keys) => keys.Count <= 2 ? string.Join(", ", keys) : $"{keys[0]}, {keys[1]} and {keys.Count - 2} more";
}
