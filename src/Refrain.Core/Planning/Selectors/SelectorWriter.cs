using System.Diagnostics;

namespace Refrain.Core.Planning.Selectors;

/// <summary>
/// Selectors as texts, with no more parentheses than needed and a comma for <c>or</c>: a text that was read prints as one that is hardly ever longer,
/// and so stays within what the reader takes.
/// </summary>
internal static class SelectorWriter
{
    public static string Write(Selector selector) => selector switch
    {
        Selector.Named named => Pattern(named.Name),
        Selector.Tagged { Value: { } value } tagged => $"tag:{Pattern(tagged.Key)}={Pattern(value)}",
        Selector.Tagged tagged => $"tag:{Pattern(tagged.Key)}",
        Selector.OfType type => $"type:{type.Type}",
        Selector.InState state => $"state:{StateWords.Standings.First(one => one.Standing == state.Standing).Word}",
        Selector.Modified modified => $"state:{StateWords.Modified}{Parts(modified.Parts)}",
        Selector.Around around => Around(around),
        Selector.Supplied supplied => $"@{Write(supplied.Of, Tightness.Term)}",
        Selector.Between between => $"{Write(between.From, Tightness.Graph)}..{Write(between.To, Tightness.Graph)}",
        Selector.Not not => $"not {Write(not.Of, Tightness.Not)}",
        Selector.And and => string.Join(" and ", and.Terms.Select(term => Write(term, Tightness.Not))),
        Selector.Or or => string.Join(',', or.Terms.Select(term => Write(term, Tightness.And))),
        _ => throw new UnreachableException(),
    };

    private static string Write(Selector selector, Tightness atLeast) => TightnessOf(selector) >= atLeast ? Write(selector) : $"({Write(selector)})";

    private static string Around(Selector.Around around)
    {
        // Both zero is what "0+x" reads to.
        var before = around is { Ancestors: 0, Descendants: 0 } ? "0+" : around.Ancestors == 0 ? "" : $"{Edges(around.Ancestors)}+";
        return $"{before}{Write(around.Of, Tightness.Term)}{(around.Descendants == 0 ? "" : $"+{Edges(around.Descendants)}")}";
    }

    private static string Edges(int number) => number == Selector.AnyNumber ? "" : $"{number}";

    private static string Parts(StepParts parts) =>
        parts == StateWords.AllParts ? "" : string.Join("", StateWords.Parts.Where(one => parts.HasFlag(one.Part)).Select(one => $".{one.Word}"));

    // A name of digits only would be taken for a number of edges: "2"+3.
    private static string Pattern(TextPattern pattern) =>
        pattern.IsGlob || (SelectorCursor.IsWord(pattern.Text) && !SelectorReader.IsKeyword(pattern.Text) && !pattern.Text.All(char.IsAsciiDigit))
            ? pattern.Text
            : $"\"{pattern.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static Tightness TightnessOf(Selector selector) => selector switch
    {
        Selector.Or => Tightness.Or,
        Selector.And => Tightness.And,
        Selector.Not => Tightness.Not,
        Selector.Between => Tightness.Between,
        Selector.Around or Selector.Supplied => Tightness.Graph,
        _ => Tightness.Term,
    };

    // How tightly an operator binds, loosest first.
    private enum Tightness
    {
        Or,
        And,
        Not,
        Between,
        Graph,
        Term,
    }
}
