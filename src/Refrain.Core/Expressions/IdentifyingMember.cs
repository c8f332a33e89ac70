using System.Text.Json;

namespace Refrain.Core.Expressions;

/// <summary>The member that tells the elements of an array of objects apart (spec 01, 4.1).</summary>
internal static class IdentifyingMember
{
    // Most specific first.
    private static readonly string[] Known = ["OutputName", "InputName", "MetricName", "ChannelName", "Name", "Key"];

    /// <summary>The element's identity; null when it has none.</summary>
    public static string? Of(JsonElement item) => Known.Select(name => item.Text(name)).FirstOrDefault(text => text is not null) ?? OnlyMemberEndingInName(item);

    private static string? OnlyMemberEndingInName(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var names = item.EnumerateObject().Where(m => m.Name.EndsWith("Name", StringComparison.Ordinal) && m.Value.ValueKind == JsonValueKind.String).ToList();
        return names.Count == 1 ? names[0].Value.GetString() : null;
    }
}
