using System.Globalization;

namespace Refrain.Aws.Query;

/// <summary>A value of a query request: a text, or members by name. What is absent reads as null or as empty.</summary>
public sealed class QueryNode
{
    private static readonly QueryNode Nothing = new();

    private readonly Dictionary<string, QueryNode> _members = new(StringComparer.Ordinal);

    internal QueryNode()
    {
    }

    /// <summary>The text; null for a structure, and for what is absent.</summary>
    public string? Value { get; internal set; }

    /// <summary>True when the request says nothing here.</summary>
    public bool IsAbsent => Value is null && _members.Count == 0;

    /// <summary>The names of its members.</summary>
    public IEnumerable<string> Names => _members.Keys;

    /// <summary>A member.</summary>
    public QueryNode this[string name] => _members.GetValueOrDefault(name, Nothing);

    /// <summary>The text of a member; null when it is absent.</summary>
    public string? Text(string name) => this[name].Value;

    /// <summary>
    /// The items of a list, in order of their numbers. <paramref name="item"/> is what stands before the number (<c>Names.member.1</c>); null for a flattened list
    /// (<c>Name.1</c>).
    /// </summary>
    public IReadOnlyList<QueryNode> List(string name, string? item = "member")
    {
        var list = item is null ? this[name] : this[name][item];
        return [.. list._members
            .Select(one => (Number: int.TryParse(one.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1, Node: one.Value))
            .Where(one => one.Number >= 0)
            .OrderBy(one => one.Number)
            .Select(one => one.Node)];
    }

    /// <summary>The entries of a map, in order of their numbers. <paramref name="entry"/> as for lists: null for a flattened one.</summary>
    public IReadOnlyList<(string Key, QueryNode Value)> Map(string name, string? entry = "entry", string key = "key", string value = "value") =>
        [.. List(name, entry).Select(one => (one.Text(key) ?? "", one[value]))];

    internal QueryNode Child(string name)
    {
        if (!_members.TryGetValue(name, out var child))
        {
            _members[name] = child = new QueryNode();
        }

        return child;
    }
}
