using Refrain.Engine.Reading;

namespace Refrain.Server.Api;

/// <summary>Why a step of an execution ran or did not, against the run before: what changed, and what came of its lookup in the cache.</summary>
internal sealed class StepExplanations(ExecutionFinder finder, StepExplainer explainer, TimeProvider clock)
{
    public async Task<ExplanationOutput> AnswerAsync(ApiCall call) =>
        ExplanationOutput.Of(await explainer.ExplainAsync(await finder.GetAsync(call), call.Path("stepName"), call.Cancellation), clock.GetUtcNow());
}
