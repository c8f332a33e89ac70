using System.Text.Json;

namespace Refrain.Transform.Filtering;

/// <summary>One step of a path.</summary>
internal abstract record PathStep
{
    private PathStep()
    {
    }

    /// <summary>Members of an object by name; several make an object of them.</summary>
    public sealed record Members(IReadOnlyList<string> Names) : PathStep;

    /// <summary>Every member or item.</summary>
    public sealed record All : PathStep;

    /// <summary>Items of an array, in the order in which they are named.</summary>
    public sealed record Items(IReadOnlyList<ItemRange> Ranges) : PathStep
    {
        /// <summary>True when the step names one item, whatever the array.</summary>
        public bool IsOne => Ranges is [{ IsSlice: false }];
    }
}

/// <summary>An index, or a slice from one to another, <b>both included</b>; negative ones count from the end.</summary>
internal sealed record ItemRange(int? From, int? To, bool IsSlice)
{
    /// <summary>The indices in an array of that length.</summary>
    /// <exception cref="TransformException">The array has no such item.</exception>
    public IEnumerable<int> In(int length)
    {
        var from = Place(From ?? 0, length);
        var to = IsSlice ? Math.Min(Place(To ?? -1, length), length - 1) : from;
        if (from < 0 || from >= length)
        {
            throw new TransformException($"it names the item {From}, and there are {length}");
        }

        return Enumerable.Range(from, Math.Max(0, to - from + 1));
    }

    private static int Place(int index, int length) => index < 0 ? index + length : index;
}

/// <summary>The part of JSONPath that InputFilter and OutputFilter know. A row of CSV is an array of its columns.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Steps">Its steps; none selects all.</param>
internal sealed record RecordPath(string Text, IReadOnlyList<PathStep> Steps)
{
    /// <summary>True when it selects the whole record.</summary>
    public bool IsWhole => Steps.Count == 0;

    /// <summary>True when it can be applied to a row of CSV.</summary>
    public bool FitsRows => Steps is [] or [PathStep.All or PathStep.Items];

    /// <summary>The selected columns of a row.</summary>
    /// <exception cref="TransformException">The row has no such column.</exception>
    public IReadOnlyList<string> Columns(IReadOnlyList<string> row) =>
        Steps is [PathStep.Items items] ? [.. Indices(items, row.Count).Select(index => row[index])] : row;

    /// <summary>The selected part of a JSON value, as JSON.</summary>
    /// <exception cref="TransformException">The value has no such part.</exception>
    public string Select(JsonElement value)
    {
        var found = new List<JsonElement> { value };
        var isOne = true;
        foreach (var step in Steps)
        {
            found = [.. found.SelectMany(one => Step(step, one))];
            isOne &= step is PathStep.Members or PathStep.Items { IsOne: true };
        }

        return isOne ? Compact(found[0]) : $"[{string.Join(',', found.Select(Compact))}]";
    }

    /// <summary>A value on one line: records are lines.</summary>
    public static string Compact(JsonElement value)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private IEnumerable<JsonElement> Step(PathStep step, JsonElement value) => step switch
    {
        PathStep.All when value.ValueKind == JsonValueKind.Array => value.EnumerateArray(),
        PathStep.All when value.ValueKind == JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
        PathStep.Items items when value.ValueKind == JsonValueKind.Array => Indices(items, value.GetArrayLength()).Select(index => value[index]),
        PathStep.Members { Names: [var name] } when value.ValueKind == JsonValueKind.Object => [Member(value, name)],
        PathStep.Members { Names: var names } when value.ValueKind == JsonValueKind.Object => [ObjectOf(names.Select(name => (name, Member(value, name))))],
        _ => throw new TransformException($"the filter {Text} does not fit: it is applied to {Kind(value)}"),
    };

    private List<int> Indices(PathStep.Items items, int length)
    {
        try
        {
            return [.. items.Ranges.SelectMany(range => range.In(length))];
        }
        catch (TransformException none)
        {
            throw new TransformException($"the filter {Text} does not fit: {none.Message}", none);
        }
    }

    private JsonElement Member(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) ? member : throw new TransformException($"the filter {Text} does not fit: there is no '{name}'");

    private static JsonElement ObjectOf(IEnumerable<(string Name, JsonElement Value)> members)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.ToArray());
        return document.RootElement.Clone();
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => $"the value {value.GetRawText()}",
    };
}
