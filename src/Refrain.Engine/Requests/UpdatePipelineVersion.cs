using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>Changes what a version of a pipeline is called; null leaves the old name. Its definition never changes.</summary>
public sealed record UpdatePipelineVersionRequest(Caller Caller, string PipelineArn, int Version, string? DisplayName, string? Description);

/// <inheritdoc cref="UpdatePipelineVersionRequest"/>
public sealed class UpdatePipelineVersion(IPipelineStore pipelines)
{
    /// <summary>The pipeline of the version.</summary>
    /// <exception cref="RefusalException">There is no such pipeline, or no such version of it.</exception>
    public async Task<PipelineRecord> HandleAsync(UpdatePipelineVersionRequest request, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.GetPipelineAsync(request.PipelineArn, request.Caller.Scope, cancellationToken);
        return await pipelines.UpdateVersionAsync(pipeline.Id, request.Version, new VersionChange(request.DisplayName, request.Description), cancellationToken)
            ? pipeline
            : throw RefusalException.NotFound($"Version {request.Version} of pipeline '{pipeline.Arn}' does not exist.");
    }
}
