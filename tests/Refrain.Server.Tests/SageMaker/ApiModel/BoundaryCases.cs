using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

/// <summary>An input that breaks one constraint of the model, and the words for it; or one that is just within it (<paramref name="Expected"/> null).</summary>
internal sealed record BoundaryCase(string Operation, string Input, string Path, string? Expected);

/// <summary>Makes cases of every constraint that the model declares for an operation's input, at any depth.</summary>
internal sealed class BoundaryCases(string operation)
{
    private const int Deepest = 9;
    private const long LargestCount = 250;
    private const long LargestText = 5_000;

    private readonly List<BoundaryCase> cases = [];
    private readonly HashSet<(string Structure, string Member)> seen = [];

    public static IReadOnlyList<BoundaryCase> Of(string operation)
    {
        var maker = new BoundaryCases(operation);
        var name = ApiModel.ShapeName(operation, "input")!;
        if (ModelSamples.Value(name) is JsonObject valid)
        {
            maker.OfStructure(name, valid, "", changed => changed, 0);
        }

        return maker.cases;
    }

    /// <summary>Each member of a structure in turn, everything else being right. <paramref name="place"/> puts the structure where it belongs.</summary>
    private void OfStructure(string name, JsonObject valid, string path, Func<JsonNode, JsonNode> place, int depth)
    {
        var shape = ApiModel.Shape(name);
        foreach (var (member, reference) in shape["members"]!.AsObject())
        {
            if (depth > Deepest || !seen.Add((name, member)))
            {
                continue; // a shape is the same wherever it stands
            }

            var at = $"{path}{char.ToLowerInvariant(member[0])}{member[1..]}";
            if ((shape["required"]?.AsArray() ?? []).Any(required => (string?)required == member) && reference!["idempotencyToken"] is null)
            {
                Add(place(Without(valid, member)), at, "Value null at '{0}' failed to satisfy constraint: Member must not be null");
            }

            OfValue((string)reference!["shape"]!, at, value => place(With(valid, member, value)), depth + 1);
        }
    }

    private void OfValue(string name, string path, Func<JsonNode, JsonNode> place, int depth)
    {
        var shape = ApiModel.Shape(name);
        switch ((string)shape["type"]!)
        {
            case "structure":
                if (ModelSamples.Value(name) is JsonObject valid)
                {
                    OfStructure(name, valid, $"{path}.", place, depth);
                }

                break;
            case "list":
                OfSize(shape, path, place, count => ModelSamples.Repeated((string)shape["member"]!["shape"]!, count));
                if ((int?)shape["min"] is null or 0 or 1)
                {
                    OfValue((string)shape["member"]!["shape"]!, $"{path}.1.member", value => place(new JsonArray(value)), depth + 1);
                }

                break;
            case "map":
                OfSize(shape, path, place, count => ModelSamples.Map(shape, count));
                OfValue((string)shape["value"]!["shape"]!, $"{path}.k.value", value => place(new JsonObject { ["k"] = value }), depth + 1);
                break;
            case "string":
                OfText(name, shape, path, place);
                break;
            case "integer" or "long" or "float" or "double":
                OfNumber(shape, path, place);
                break;
        }
    }

    private void OfText(string name, JsonObject shape, string path, Func<JsonNode, JsonNode> place)
    {
        if (shape["enum"] is JsonArray words)
        {
            if (!name.EndsWith("InstanceType", StringComparison.Ordinal))
            {
                Add(place("no-such-word"), path, $"Value 'no-such-word' at '{{0}}' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", words.Select(word => (string?)word))}]");
            }

            return;
        }

        if ((long?)shape["max"] is { } max and < LargestText)
        {
            Add(place(new string('a', (int)max + 1)), path, $"at '{{0}}' failed to satisfy constraint: Member must have length less than or equal to {max}");
            AddWithin(ModelSamples.Text(shape, (int)max), path, place);
        }

        if ((long?)shape["min"] is { } min and > 0)
        {
            Add(place(new string('a', (int)min - 1)), path, $"at '{{0}}' failed to satisfy constraint: Member must have length greater than or equal to {min}");
            AddWithin(ModelSamples.Text(shape, (int)min), path, place);
        }

        if (ModelSamples.Readable(shape) && ModelSamples.AgainstPattern(shape) is { } bad)
        {
            Add(place(bad), path, $"Value '{bad}' at '{{0}}' failed to satisfy constraint: Member must satisfy regular expression pattern: {((string)shape["pattern"]!).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)}");
        }
    }

    private void OfNumber(JsonObject shape, string path, Func<JsonNode, JsonNode> place)
    {
        if ((decimal?)shape["max"] is { } max && max < long.MaxValue)
        {
            Add(place(max + 1), path, $"Value '{max + 1}' at '{{0}}' failed to satisfy constraint: Member must have value less than or equal to {max}");
            cases.Add(new BoundaryCase(operation, place(max).ToJsonString(), path, null));
        }

        if ((decimal?)shape["min"] is { } min && min > long.MinValue)
        {
            Add(place(min - 1), path, $"Value '{min - 1}' at '{{0}}' failed to satisfy constraint: Member must have value greater than or equal to {min}");
            cases.Add(new BoundaryCase(operation, place(min).ToJsonString(), path, null));
        }
    }

    private void OfSize(JsonObject shape, string path, Func<JsonNode, JsonNode> place, Func<int, JsonNode?> make)
    {
        if ((long?)shape["max"] is { } max and < LargestCount && make((int)max + 1) is { } tooMany)
        {
            Add(place(tooMany), path, $"at '{{0}}' failed to satisfy constraint: Member must have length less than or equal to {max}");
            cases.Add(new BoundaryCase(operation, place(make((int)max)!).ToJsonString(), path, null));
        }

        if ((long?)shape["min"] is { } min and > 0 && make((int)min - 1) is { } tooFew)
        {
            Add(place(tooFew), path, $"at '{{0}}' failed to satisfy constraint: Member must have length greater than or equal to {min}");
        }
    }

    private void AddWithin(string? value, string path, Func<JsonNode, JsonNode> place)
    {
        if (value is not null)
        {
            cases.Add(new BoundaryCase(operation, place(value).ToJsonString(), path, null));
        }
    }

    private void Add(JsonNode input, string path, string expected) => cases.Add(new BoundaryCase(operation, input.ToJsonString(), path, string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, path)));

    private static JsonObject With(JsonObject valid, string member, JsonNode value)
    {
        var changed = valid.DeepClone().AsObject();
        changed[member] = value;
        return changed;
    }

    private static JsonObject Without(JsonObject valid, string member)
    {
        var changed = valid.DeepClone().AsObject();
        changed.Remove(member);
        return changed;
    }
}
