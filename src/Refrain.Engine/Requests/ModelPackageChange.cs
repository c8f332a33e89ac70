using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Core;

namespace Refrain.Engine.Requests;

/// <summary>What UpdateModelPackage makes of a stored package.</summary>
internal static class ModelPackageChange
{
    private static readonly string[] Replaced = ["ModelPackageRegistrationType", "ApprovalDescription", "InferenceSpecification", "SourceUri", "ModelCard", "ModelLifeCycle"];

    /// <exception cref="RefusalException">An inference specification of that name is there already.</exception>
    public static RawJson Apply(RawJson package, JsonElement asked)
    {
        var document = JsonNode.Parse(package.Text)!.AsObject(); // stored documents are objects
        foreach (var name in Replaced.Where(name => asked.Member(name) is not null))
        {
            document[name] = Node(asked.GetProperty(name));
        }

        ChangeMetadata(document, asked);
        AddSpecifications(document, asked);
        return new RawJson(document.ToJsonString());
    }

    private static void ChangeMetadata(JsonObject document, JsonElement asked)
    {
        var metadata = document["CustomerMetadataProperties"] as JsonObject ?? [];
        foreach (var removed in asked.Items("CustomerMetadataPropertiesToRemove"))
        {
            metadata.Remove(removed.GetString() ?? "");
        }

        foreach (var entry in asked.Member("CustomerMetadataProperties")?.EnumerateObject().ToList() ?? [])
        {
            metadata[entry.Name] = Node(entry.Value);
        }

        document.Remove("CustomerMetadataProperties");
        if (metadata.Count > 0)
        {
            document["CustomerMetadataProperties"] = metadata;
        }
    }

    private static void AddSpecifications(JsonObject document, JsonElement asked)
    {
        foreach (var added in asked.Items("AdditionalInferenceSpecificationsToAdd"))
        {
            var known = document["AdditionalInferenceSpecifications"] as JsonArray ?? [];
            if (known.Any(one => (string?)one?["Name"] == added.Text("Name")))
            {
                throw RefusalException.Invalid($"The package has an additional inference specification '{added.Text("Name")}' already.");
            }

            document["AdditionalInferenceSpecifications"] = known;
            known.Add(Node(added));
        }
    }

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
