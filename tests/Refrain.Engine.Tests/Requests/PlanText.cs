using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Planning;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;

namespace Refrain.Engine.Tests.Requests;

/// <summary>Plans as text, and short words for what is asked.</summary>
internal static class PlanText
{
    /// <summary>Every step with its verdict and the code of its reason: <c>A=REUSE(in-reference) B=RUN(selected)</c>.</summary>
    public static string Steps(this PlannedExecution planned) =>
        string.Join(' ', planned.Report.Steps.Select(step => $"{step.Step.Name}={step.Verdict.ToString().ToUpperInvariant()}({step.Reason.Kebab()})"));

    /// <summary>Kinds of notices with what they are about: <c>silent-override:Eta</c>, <c>stale:Train</c>.</summary>
    public static string Notices(this PlannedExecution planned) =>
        string.Join(' ', planned.Report.Notices.Select(notice => $"{notice.Kind}:{notice.Parameter ?? string.Join(',', notice.Steps)}"));

    /// <summary>What changed of a step: <c>code</c>, <c>parameters inputs</c>.</summary>
    public static string Stale(this PlannedExecution planned, string step) =>
        string.Join(' ', planned.Report.Steps.Single(one => one.Step.Name.Value == step).Stale.Select(change => change.Part.Kebab()));

    public static PlanPipelineExecutionRequest With(this PlanPipelineExecutionRequest request, params (string Name, string Value)[] parameters) =>
        request with { Parameters = parameters.Select(one => new ParameterOverride(one.Name, one.Value)).ToValueList() };

    public static PlanPipelineExecutionRequest Close(this PlanPipelineExecutionRequest request) => request with { Choice = request.Choice with { Close = true } };

    public static PlanPipelineExecutionRequest Without(this PlanPipelineExecutionRequest request, params string[] exclude) =>
        request with { Choice = request.Choice with { Exclude = exclude.ToValueList() } };

    public static PlanPipelineExecutionRequest Give(this PlanPipelineExecutionRequest request, string step, string path, string json) => request with
    {
        Outputs = [.. request.Outputs, new OutputValue(new(step), path, new RawJson(json).Parse())],
    };

    public static PlanPipelineExecutionRequest Force(this PlanPipelineExecutionRequest request, string step, bool outcome) => request with
    {
        Forced = [.. request.Forced, new ForcedCondition(new(step), outcome)],
    };

    /// <summary>The refusal of a request, in its words.</summary>
    public static async Task<string> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<RefusalException>(act)).Message;
}
