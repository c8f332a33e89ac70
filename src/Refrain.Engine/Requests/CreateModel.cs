using System.Text.Json.Nodes;
using Refrain.Core;
using Refrain.Core.Steps.Model;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>Makes a model outside any pipeline. <paramref name="Document"/> is the request as it came, held against the API model.</summary>
public sealed record CreateModelRequest(Caller Caller, RawJson Document);

/// <inheritdoc cref="CreateModelRequest"/>
public sealed class CreateModel(IModelStore models, IIdSource ids, TimeProvider clock)
{
    /// <summary>The model's ARN.</summary>
    /// <exception cref="RefusalException">The name is taken, or a container names nothing that is there.</exception>
    public async Task<string> HandleAsync(CreateModelRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Document.Parse();
        var tags = NewJobs.Tags(asked);
        ResourceTags.Check(tags);
        var isPlain = asked.Member("PrimaryContainer") is not null;
        if (isPlain == asked.Member("Containers") is not null)
        {
            throw RefusalException.Invalid("Either PrimaryContainer or Containers must be given.");
        }

        var document = JsonNode.Parse(request.Document.Text)!.AsObject(); // the door read an object
        var containers = isPlain ? [document["PrimaryContainer"]!] : document["Containers"]!.AsArray().OfType<JsonNode>();
        foreach (var container in containers)
        {
            await FillAsync(container.AsObject(), request.Caller, cancellationToken);
        }

        var name = asked.Text("ModelName") ?? throw new System.Diagnostics.UnreachableException("The request was not checked.");
        var model = new ModelRecord(request.Caller.Scope, name, new RawJson(document.ToJsonString()), clock.GetUtcNow()) { Tags = tags };

        // Who asks twice is told that it is there, so the maker is another one each time.
        return (await models.CreateModelAsync(model, $"asked-{ids.NextExecutionId()}{ids.NextJobSuffix()}", cancellationToken))?.Arn
            ?? throw RefusalException.Invalid($"Cannot create already existing model \"{model.Arn}\".");
    }

    /// <summary>A container that names a model package has that package's image and data (spec 05, 4).</summary>
    private async Task FillAsync(JsonObject container, Caller caller, CancellationToken cancellationToken)
    {
        if ((string?)container["ModelPackageName"] is not { } name)
        {
            return;
        }

        var package = await models.GetPackageAsync(caller.Scope, name, cancellationToken);
        if (package.Document.Parse().Member("InferenceSpecification")?.Items("Containers").ToList() is not [var only])
        {
            return; // several containers are a pipeline of their own: whoever serves the model reads the package
        }

        foreach (var member in new[] { "Image", "ModelDataUrl" })
        {
            if (container[member] is null && only.Text(member) is { } text)
            {
                container[member] = text;
            }
        }
    }
}
