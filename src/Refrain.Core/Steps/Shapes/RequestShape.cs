using System.Text.Json;

namespace Refrain.Core.Steps.Shapes;

/// <summary>What kind of JSON a shape is.</summary>
public enum ShapeKind
{
    /// <summary>An object with known members.</summary>
    Structure,

    /// <summary>An array.</summary>
    List,

    /// <summary>An object with any members.</summary>
    Map,

    /// <summary>Text.</summary>
    String,

    /// <summary>A number without a fraction.</summary>
    Integer,

    /// <summary>A number.</summary>
    Float,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A moment: seconds since 1970, or ISO 8601.</summary>
    Timestamp,
}

/// <summary>A shape of AWS's API model: what may stand in one place of a request. Other shapes are named, because they may name each other.</summary>
public sealed class RequestShape
{
    private readonly Lazy<ShapePattern?> pattern;

    internal RequestShape(string name, JsonElement json)
    {
        Name = name;
        Kind = KindOf(json.Text("type"));
        Members = json.Member("members")?.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString() ?? "", StringComparer.Ordinal) ?? [];
        Required = json.Items("required").Select(member => member.GetString() ?? "").ToValueList();
        Item = json.Text("member") ?? json.Text("value") ?? "";
        Key = json.Text("key") ?? "";
        Min = json.Member("min")?.GetDecimal();
        Max = json.Member("max")?.GetDecimal();
        Words = json.Member("enum") is null ? null : json.Items("enum").Select(word => word.GetString() ?? "").ToValueList();
        pattern = new(() => json.Text("pattern") is { } text ? ShapePattern.TryCreate(text) : null);
    }

    private RequestShape(RequestShape other)
    {
        (Name, Kind, Members, Required, Item, Key) = (other.Name, other.Kind, other.Members, other.Required, other.Item, other.Key);
        (Min, Max, Words) = (other.Min, other.Max, other.Words);
        pattern = new(() => null);
    }

    /// <summary>AWS's name: <c>ProcessingS3InputMode</c>. Messages name the shape, not the member.</summary>
    public string Name { get; }

    /// <summary>What kind of JSON it is.</summary>
    public ShapeKind Kind { get; }

    /// <summary>A structure's members, each with the name of its shape.</summary>
    public IReadOnlyDictionary<string, string> Members { get; }

    /// <summary>The members a structure cannot be without.</summary>
    public ValueList<string> Required { get; }

    /// <summary>The shape of a list's elements or of a map's values.</summary>
    public string Item { get; }

    /// <summary>The shape of a map's keys.</summary>
    public string Key { get; }

    /// <summary>Least length of a text, size of a list or map, value of a number.</summary>
    public decimal? Min { get; }

    /// <summary>Greatest length, size or value.</summary>
    public decimal? Max { get; }

    /// <summary>The words of an enum; null for other shapes.</summary>
    public ValueList<string>? Words { get; }

    /// <summary>The pattern of a text; null when it has none, or one that this runtime cannot read.</summary>
    public ShapePattern? Pattern => pattern.Value;

    /// <summary>The same, taking any text of its length.</summary>
    public RequestShape WithoutPattern() => new(this);

    private static ShapeKind KindOf(string? type) => type switch
    {
        "structure" => ShapeKind.Structure,
        "list" => ShapeKind.List,
        "map" => ShapeKind.Map,
        "integer" or "long" => ShapeKind.Integer,
        "float" or "double" => ShapeKind.Float,
        "boolean" => ShapeKind.Boolean,
        "timestamp" => ShapeKind.Timestamp,
        _ => ShapeKind.String,
    };
}
