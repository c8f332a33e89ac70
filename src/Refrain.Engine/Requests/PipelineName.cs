using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>Finds pipelines by what callers call them: a name, or an ARN.</summary>
public static class PipelineName
{
    /// <summary>The ARN that a name or ARN means for a caller.</summary>
    public static PipelineArn Arn(string nameOrArn, AwsScope caller) => PipelineArn.TryParse(nameOrArn, out var arn) ? arn : new PipelineArn(caller, nameOrArn);

    /// <summary>The pipeline.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public static async Task<PipelineRecord> GetPipelineAsync(this IPipelineStore pipelines, string nameOrArn, AwsScope caller, CancellationToken cancellationToken)
    {
        var arn = Arn(nameOrArn, caller);
        return await pipelines.FindAsync(arn, cancellationToken) is { IsListed: true } pipeline ? pipeline : throw RefusalException.NotFound($"Pipeline '{arn}' does not exist.");
    }

    /// <summary>A version of the pipeline; the latest for null.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public static async Task<PipelineVersionRecord> GetVersionAsync(this IPipelineStore pipelines, PipelineRecord pipeline, int? version, CancellationToken cancellationToken) =>
        await pipelines.FindVersionAsync(pipeline.Id, version, cancellationToken)
            ?? throw RefusalException.NotFound($"Version {version} of pipeline '{pipeline.Arn}' does not exist.");
}
