using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Refrain.Server.Api;

/// <summary>Schemas of shapes, each written once under its name and referred to wherever it occurs.</summary>
internal sealed class ApiSchemas
{
    private readonly SortedDictionary<string, JsonNode> byName = new(StringComparer.Ordinal);
    private readonly JsonSchemaExporterOptions exporting;
    private bool closed;

    public ApiSchemas() => exporting = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    /// <summary>A reference to the schema of what callers send: a member that it has not is refused.</summary>
    public JsonNode ReferSent(JsonTypeInfo shape) => Refer(shape, isClosed: true);

    /// <summary>A reference to the schema of an answer: it may get more members, and old clients shall not mind.</summary>
    public JsonNode ReferAnswered(JsonTypeInfo shape) => Refer(shape, isClosed: false);

    /// <summary>All schemas that were referred to.</summary>
    public JsonObject Components() => new(byName.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, one.Value)));

    private JsonNode Refer(JsonTypeInfo shape, bool isClosed)
    {
        closed = isClosed;
        return shape.GetJsonSchemaAsNode(exporting);
    }

    // Called for the inner nodes first: what is inside an object has become references when its own turn comes.
    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node)
        {
            node = []; // "true": any value
        }

        DropNull(node);
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            Describe(node, type);
            Keep(NameOf(type), node);
            node = new JsonObject { ["$ref"] = $"#/components/schemas/{NameOf(type)}" };
        }

        if (context.PropertyInfo?.AttributeProvider is { } member)
        {
            Describe(node, member);
        }

        return node;
    }

    // A shape that is both sent and answered is described as it must be sent.
    private void Keep(string name, JsonObject node)
    {
        if (closed)
        {
            byName[name] = node;
        }
        else
        {
            node.Remove("additionalProperties");
            byName.TryAdd(name, node);
        }
    }

    private static string NameOf(Type type) => type.Name.EndsWith("Output", StringComparison.Ordinal) ? type.Name[..^"Output".Length] : type.Name;

    // A member without a value is left out, so null is never written; that it may be missing says its absence from the required ones.
    private static void DropNull(JsonObject node)
    {
        if (node["type"] is JsonArray types)
        {
            var rest = types.Where(type => (string?)type != "null").Select(type => type?.DeepClone()).ToArray();
            node["type"] = rest is [var only] ? only : new JsonArray(rest);
        }
    }

    private static void Describe(JsonObject node, ICustomAttributeProvider member)
    {
        if (member.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute { Description: var text }])
        {
            node["description"] = text;
        }
    }
}
