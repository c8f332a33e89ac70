using System.Text.Json;
using Refrain.Cli.Api;
using Refrain.Core;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>What two runs of a step are made of, side by side. Digests are cut: enough to tell two apart.</summary>
internal static class ExplanationTable
{
    private const int DigestCharacters = 12;

    /// <summary>Every part, changed or not.</summary>
    public static Table Parts(IEnumerable<JsonElement> parts)
    {
        var table = Styles.NewTable(Styles.Narrow("PART"), Styles.Narrow("CHANGED"), Styles.Column("BEFORE"), Styles.Column("NOW"));
        foreach (var part in parts)
        {
            var changed = part.Member("changed") is { ValueKind: JsonValueKind.True };
            table.AddRow(
                Styles.Cell(part.Required("part") + (part.Text("name") is { } name ? $" {name}" : "")),
                Styles.Cell(changed ? "yes" : "no", changed ? Styles.Busy : Styles.Quiet),
                Styles.Cell(Digest(part.Text("old")), Styles.Quiet),
                Styles.Cell(Digest(part.Text("new")), changed ? Style.Plain : Styles.Quiet));
        }

        return table;
    }

    /// <summary>The attributes of the cache key, those of the nearest run beside them.</summary>
    public static Table Key(JsonElement cache)
    {
        var nearest = cache.Member("nearest");
        var table = Styles.NewTable(
            [
                Styles.Column($"CACHE KEY ({cache.Required("identity")})"),
                Styles.Narrow("NOW"),
                .. nearest is { } run ? [Styles.Column($"IN {ExecutionView.IdOf(run.Required("pipelineExecutionArn"))}")] : (IEnumerable<TableColumn>)[],
            ]);
        var own = Components(cache);
        var others = nearest is { } other ? Components(other) : [];
        foreach (var name in own.Keys.Union(others.Keys))
        {
            var (now, then) = (own.GetValueOrDefault(name), others.GetValueOrDefault(name));
            table.AddRow(
                [
                    Styles.Cell(name),
                    Styles.Cell(Digest(now), now == then || nearest is null ? Styles.Quiet : Style.Plain),
                    .. nearest is null ? (IEnumerable<Text>)[] : [Styles.Cell(now == then ? "the same" : Digest(then), now == then ? Styles.Quiet : Styles.Busy)],
                ]);
        }

        return table;
    }

    private static Dictionary<string, string> Components(JsonElement of) =>
        of.Items("components").ToDictionary(component => component.Required("name"), component => component.Required("digest"));

    // An image is told by its name.
    private static string Digest(string? text) => text switch
    {
        null => "none",
        { Length: 64 } when text.All(char.IsAsciiHexDigitLower) => text[..DigestCharacters],
        _ => text,
    };
}
