using System.Text.Json;

namespace Refrain.Core;

/// <summary>A place where two JSON documents differ.</summary>
/// <param name="Path">Members by name, elements by index (<c>Tags[0]</c>) or, where elements have names, by name (<c>Parameters[Rounds].DefaultValue</c>).</param>
/// <param name="Old">What the first has there; null when it has nothing.</param>
/// <param name="New">What the second has there; null when it has nothing.</param>
public sealed record JsonDifference(string Path, RawJson? Old, RawJson? New)
{
    // Members by which the API's lists name their elements.
    private static readonly string[] Names = ["Name", "InputName", "OutputName", "ChannelName", "PropertyFileName", "Key"];

    /// <summary>
    /// The smallest places in which two documents differ. A member that is null is one that is absent. Elements are matched by their names where all of them
    /// have one; else those that two lists begin and end with alike are left aside, and the rest compared one by one.
    /// </summary>
    public static ValueList<JsonDifference> Between(JsonElement? old, JsonElement? @new, string path = "")
    {
        var found = new List<JsonDifference>();
        Compare(path, old, @new, found);
        return found.ToValueList();
    }

    private static void Compare(string path, JsonElement? old, JsonElement? @new, List<JsonDifference> found)
    {
        switch (old?.ValueKind ?? JsonValueKind.Null, @new?.ValueKind ?? JsonValueKind.Null)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                CompareByName(Members(old), Members(@new), name => path.Length == 0 ? name : $"{path}.{name}", found);
                break;
            case (JsonValueKind.Array, JsonValueKind.Array):
                CompareLists(path, [.. old!.Value.EnumerateArray()], [.. @new!.Value.EnumerateArray()], found); // both are arrays
                break;
            case var (left, right) when left != right || !IsSame(old, @new):
                found.Add(new JsonDifference(path, Raw(old), Raw(@new)));
                break;
        }
    }

    private static void CompareLists(string path, List<JsonElement> old, List<JsonElement> @new, List<JsonDifference> found)
    {
        if (ByName(old) is { } oldByName && ByName(@new) is { } newByName && oldByName.Key == newByName.Key)
        {
            CompareByName(oldByName.Elements, newByName.Elements, name => $"{path}[{name}]", found);
            return;
        }

        var first = old.Zip(@new).TakeWhile(IsAlike).Count();
        var last = old.Skip(first).Reverse().Zip(@new.Skip(first).Reverse()).TakeWhile(IsAlike).Count();
        for (var index = first; index < Math.Max(old.Count, @new.Count) - last; index++)
        {
            Compare($"{path}[{index}]", index < old.Count - last ? old[index] : null, index < @new.Count - last ? @new[index] : null, found);
        }
    }

    private static void CompareByName(
        List<(string Name, JsonElement Value)> old, List<(string Name, JsonElement Value)> @new, Func<string, string> place, List<JsonDifference> found)
    {
        var (before, after) = (old.ToDictionary(one => one.Name, one => one.Value), @new.ToDictionary(one => one.Name, one => one.Value));
        foreach (var (name, value) in old)
        {
            Compare(place(name), value, after.TryGetValue(name, out var other) ? other : null, found);
        }

        foreach (var (name, value) in @new.Where(one => !before.ContainsKey(one.Name)))
        {
            Compare(place(name), null, value, found);
        }
    }

    // Of members with one name the last counts, as for every reader.
    private static List<(string Name, JsonElement Value)> Members(JsonElement? element) =>
        [.. element!.Value.EnumerateObject().GroupBy(member => member.Name).Select(same => (same.Key, same.Last().Value))]; // asked of objects only

    private static (string Key, List<(string Name, JsonElement Value)> Elements)? ByName(List<JsonElement> list)
    {
        foreach (var key in Names)
        {
            if (list.Count > 0 && list.All(element => element.Text(key) is not null) && list.DistinctBy(element => element.Text(key)).Count() == list.Count)
            {
                return (key, list.ConvertAll(element => (element.Text(key) ?? "", element)));
            }
        }

        return null;
    }

    private static bool IsAlike((JsonElement Old, JsonElement New) pair) => JsonText.CanonicalDigest(pair.Old) == JsonText.CanonicalDigest(pair.New);

    // 6 and 6.0 are not the same text where they are joined to one.
    private static bool IsSame(JsonElement? old, JsonElement? @new) => old?.ValueKind switch
    {
        null or JsonValueKind.Null => true,
        JsonValueKind.Number => old.Value.GetRawText() == @new?.GetRawText(),
        _ => JsonElement.DeepEquals(old.Value, @new ?? default),
    };

    private static RawJson? Raw(JsonElement? element) => element is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value ? RawJson.Of(value) : null;
}
