using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>Changes a pipeline; a changed definition text makes its next version. Running executions keep theirs.</summary>
public sealed record UpdatePipelineRequest(
    Caller Caller, string NameOrArn, string? DisplayName, string? Description, string? RoleArn, DefinitionSource Definition, int? MaxParallelSteps);

/// <inheritdoc cref="UpdatePipelineRequest"/>
public sealed class UpdatePipeline(IPipelineStore pipelines, DefinitionIntake intake, TimeProvider clock)
{
    /// <summary>The pipeline after the change.</summary>
    /// <exception cref="RefusalException">There is none, or the definition is not right: nothing was changed.</exception>
    public async Task<PipelineRecord> HandleAsync(UpdatePipelineRequest request, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.GetPipelineAsync(request.NameOrArn, request.Caller.Scope, cancellationToken);
        var text = request.Definition.IsAbsent ? null : await intake.AcceptAsync(request.Definition, cancellationToken);
        var change = new PipelineChange(
            request.DisplayName, request.Description, request.RoleArn, text, request.MaxParallelSteps, request.Caller.Name, clock.GetUtcNow());
        return await pipelines.UpdateAsync(pipeline.Id, change, cancellationToken) ?? throw RefusalException.NotFound($"Pipeline '{pipeline.Arn}' does not exist.");
    }
}
