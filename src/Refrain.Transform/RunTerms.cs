using Refrain.Transform.Plan;
using Refrain.Transform.Serving;

namespace Refrain.Transform;

/// <summary>How records are sent: what the request says, else what the model asks for, else the service's defaults.</summary>
/// <param name="MaxConcurrent">Requests at once.</param>
/// <param name="IsSingle">One record in each request.</param>
/// <param name="MaxPayloadInMB">Largest body in MiB; 0 for any.</param>
internal sealed record RunTerms(int MaxConcurrent, bool IsSingle, int MaxPayloadInMB)
{
    private const int DefaultPayloadInMB = 6;

    /// <summary>The largest body in bytes; null for any.</summary>
    public long? MaxBytes => MaxPayloadInMB == 0 ? null : MaxPayloadInMB * 1024L * 1024L;

    /// <summary>The terms of a run.</summary>
    public static RunTerms Of(TransformPlan plan, ExecutionParameters model) => new(
        Math.Max(1, (plan.MaxConcurrentTransforms is > 0 ? plan.MaxConcurrentTransforms : model.MaxConcurrentTransforms) ?? 1),
        (plan.BatchStrategy ?? model.BatchStrategy) == "SingleRecord",
        plan.MaxPayloadInMB ?? model.MaxPayloadInMB ?? DefaultPayloadInMB);
}
