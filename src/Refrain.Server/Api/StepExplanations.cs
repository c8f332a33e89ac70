using System.Text.Json;
using Refrain.Engine.Reading;

namespace Refrain.Server.Api;

/// <summary>Why a step of an execution ran or did not, against the run before: what changed, and what came of its lookup in the cache.</summary>
internal sealed class StepExplanations(ExecutionFinder finder, StepExplainer explainer, TimeProvider clock)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var execution = await finder.GetAsync(context);
        var found = await explainer.ExplainAsync(execution, context.Request.RouteValues["stepName"] as string ?? "", context.RequestAborted);
        context.Response.ContentType = "application/json";
        var answer = ExplanationOutput.Of(found, clock.GetUtcNow());
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.ExplanationOutput), context.RequestAborted);
    }
}
