using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>Makes a pipeline.</summary>
public sealed record CreatePipelineRequest(
    Caller Caller,
    string Name,
    string? DisplayName,
    string? Description,
    string RoleArn,
    DefinitionSource Definition,
    int? MaxParallelSteps,
    ValueList<Tag> Tags,
    string? ClientRequestToken);

/// <inheritdoc cref="CreatePipelineRequest"/>
public sealed class CreatePipeline(IPipelineStore pipelines, DefinitionIntake intake, Quotas quotas, RequestTokens tokens, TimeProvider clock)
{
    /// <summary>The new pipeline's ARN.</summary>
    /// <exception cref="RefusalException">The name is taken, there are as many as may be, or the definition or a tag is not right: nothing was stored.</exception>
    public Task<string> HandleAsync(CreatePipelineRequest request, CancellationToken cancellationToken) => tokens.OnceAsync(
        "CreatePipeline",
        request.ClientRequestToken,
        (request with { ClientRequestToken = null }).ToString(),
        async answering =>
        {
            var arn = new PipelineArn(request.Caller.Scope, request.Name);
            if (await pipelines.FindAsync(arn, cancellationToken) is not null)
            {
                throw NameTaken(request.Name); // said before the definition is judged: SDKs turn it into an update
            }

            await quotas.CheckPipelinesAsync(request.Caller.Scope, cancellationToken);
            ResourceTags.Check(request.Tags);
            var text = await intake.AcceptAsync(request.Definition, cancellationToken);
            var pipeline = new NewPipeline(
                arn, request.DisplayName ?? request.Name, request.Description, request.RoleArn, text, request.MaxParallelSteps, request.Caller.Name, request.Tags, clock.GetUtcNow());
            return await pipelines.CreateAsync(pipeline, answering(arn.ToString()), cancellationToken) is null ? throw NameTaken(request.Name) : arn.ToString();
        },
        cancellationToken);

    private static RefusalException NameTaken(string name) =>
        RefusalException.Invalid($"Pipeline names must be unique within an AWS account and region. Pipeline with name ({name}) already exists.");
}
