using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>Removes a pipeline with its versions and executions. Jobs, models and packages stay.</summary>
public sealed record DeletePipelineRequest(Caller Caller, string NameOrArn, string? ClientRequestToken);

/// <inheritdoc cref="DeletePipelineRequest"/>
public sealed class DeletePipeline(IPipelineStore pipelines, RequestTokens tokens)
{
    /// <summary>The ARN of what is gone.</summary>
    /// <exception cref="RefusalException">There is none, or one of its executions has not ended.</exception>
    public Task<string> HandleAsync(DeletePipelineRequest request, CancellationToken cancellationToken) => tokens.OnceAsync(
        "DeletePipeline",
        request.ClientRequestToken,
        PipelineName.Arn(request.NameOrArn, request.Caller.Scope).ToString(),
        async answering =>
        {
            var pipeline = await pipelines.GetPipelineAsync(request.NameOrArn, request.Caller.Scope, cancellationToken);
            var arn = pipeline.Arn.ToString();
            return await pipelines.DeleteAsync(pipeline.Id, answering(arn), cancellationToken)
                ? arn
                : throw RefusalException.Conflict($"Pipeline '{arn}' has executions that have not ended. Stop them first.");
        },
        cancellationToken);
}
