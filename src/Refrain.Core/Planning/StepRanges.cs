using System.Text;
using System.Text.Json.Serialization;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Planning;

/// <summary>
/// A set of steps, by their position in the definition, written as ranges: <c>0-4,7</c>. A plan over 10,000 steps stays a few characters long,
/// and can be frozen with the execution.
/// </summary>
[JsonConverter(typeof(StepRangesJson))]
public sealed record StepRanges
{
    private StepRanges(string text) => Text = text;

    /// <summary>No step.</summary>
    public static StepRanges Empty { get; } = new("");

    /// <summary>The ranges as stored.</summary>
    public string Text { get; }

    /// <summary>The set of the given positions.</summary>
    public static StepRanges Of(IEnumerable<int> positions)
    {
        var text = new StringBuilder();
        var (from, to) = (-2, -2);
        foreach (var position in positions.Distinct().Order())
        {
            if (position == to + 1)
            {
                to = position;
                continue;
            }

            Append(text, from, to);
            (from, to) = (position, position);
        }

        Append(text, from, to);
        return text.Length == 0 ? Empty : new StepRanges(text.ToString());
    }

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    /// <exception cref="FormatException">A damaged record.</exception>
    public static StepRanges Parse(string text)
    {
        var ranges = new StepRanges(text);
        _ = ranges.Positions().Count();
        return ranges;
    }

    /// <summary>The positions in ascending order.</summary>
    public IEnumerable<int> Positions()
    {
        foreach (var part in Text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var bounds = part.Split('-');
            for (var position = int.Parse(bounds[0]); position <= int.Parse(bounds[^1]); position++)
            {
                yield return position;
            }
        }
    }

    /// <summary>True when the position is in the set.</summary>
    public bool Contains(int position)
    {
        foreach (var part in Text.AsSpan().Split(','))
        {
            var range = Text.AsSpan()[part];
            var dash = range.IndexOf('-');
            if (!range.IsEmpty && position >= int.Parse(dash < 0 ? range : range[..dash]) && position <= int.Parse(range[(dash + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    private static void Append(StringBuilder text, int from, int to)
    {
        if (from < 0)
        {
            return;
        }

        text.Append(text.Length == 0 ? "" : ",").Append(from == to ? $"{from}" : $"{from}-{to}");
    }
}

internal sealed class StepRangesJson() : TextJson<StepRanges>(StepRanges.Parse, ranges => ranges.Text);
