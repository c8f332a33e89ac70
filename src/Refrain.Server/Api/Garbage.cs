using System.ComponentModel;
using Refrain.Core.Executions;
using Refrain.Engine.Requests;

namespace Refrain.Server.Api;

/// <summary>Removes what nobody needs any more, or tells what that would be.</summary>
internal sealed class Garbage(CollectGarbage collect)
{
    public async Task<GarbageOutput> CollectAsync(ApiCall call, GarbageInput input) => GarbageOutput.Of(await collect.HandleAsync(input.DryRun ?? false, call.Cancellation));
}

[Description("How to collect.")]
internal sealed record GarbageInput([property: Description("Whether nothing is removed and only told; false when left out.")] bool? DryRun);

[Description("What was removed, or would be.")]
internal sealed record GarbageOutput(
    [property: Description("Whether nothing was removed.")] bool DryRun,
    [property: Description("Executions that their pipelines' retention does not keep, oldest first.")] IReadOnlyList<OldExecution> Executions,
    [property: Description("Executions whose logs and job folders were removed, those of deleted pipelines among them.")] int Logs,
    [property: Description("Blobs that nothing names and that were removed.")] int Blobs,
    [property: Description("Their bytes.")] long Bytes,
    [property: Description("Blobs that nothing names and that go in a later collection, when nothing has named them for an hour.")] int WaitingBlobs,
    [property: Description("Their bytes.")] long WaitingBytes)
{
    public static GarbageOutput Of(GarbageReport report) => new(
        report.IsDryRun,
        [.. report.Executions.Select(OldExecution.Of)],
        report.Logs,
        report.Blobs.Blobs,
        report.Blobs.Bytes,
        report.Blobs.WaitingBlobs,
        report.Blobs.WaitingBytes);
}

[Description("An execution that its pipeline's retention does not keep.")]
internal sealed record OldExecution(
    [property: Description("Its ARN.")] string Arn,
    [property: Description("Whether it was removed, or would be.")] bool Removed,
    [property: Description("Why, or why it stays.")] string Because)
{
    public static OldExecution Of(RetentionVerdict verdict) => new($"{verdict.Execution.Arn}", verdict.Goes, verdict.Because);
}
