using System.Globalization;
using System.Text.Json;

namespace Refrain.Core.Expressions;

/// <summary>One move inside a document.</summary>
public abstract record PathSegment
{
    private PathSegment()
    {
    }

    /// <summary><c>.name</c></summary>
    public sealed record Member(string Name) : PathSegment
    {
        internal override IEnumerable<JsonElement> From(JsonElement value) => value.Member(Name) is { } member ? [member] : [];

        internal override string Text(bool isFirst) => isFirst ? Name : $".{Name}";
    }

    /// <summary><c>[3]</c>, counted from 0; <c>[-1]</c> is the last one.</summary>
    public sealed record Index(int Position) : PathSegment
    {
        internal override IEnumerable<JsonElement> From(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            var at = Position < 0 ? value.GetArrayLength() + Position : Position;
            return at >= 0 && at < value.GetArrayLength() ? [value[at]] : [];
        }

        internal override string Text(bool isFirst) => $"[{Position.ToString(CultureInfo.InvariantCulture)}]";
    }

    /// <summary><c>['key']</c>: a map entry, or the element of an array of objects that is identified by this key (spec 01, 4.1).</summary>
    public sealed record Key(string Name) : PathSegment
    {
        internal override IEnumerable<JsonElement> From(JsonElement value) => value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(item => IdentifyingMember.Of(item) == Name).Take(1)
            : value.Member(Name) is { } member ? [member] : [];

        internal override string Text(bool isFirst) => Name.Contains('\'', StringComparison.Ordinal) ? $"[\"{Name}\"]" : $"['{Name}']";
    }

    /// <summary>
    /// <c>[first:end:step]</c> as in JSONPath (RFC 9535): the elements from <paramref name="First"/> up to but not <paramref name="End"/>, every
    /// <paramref name="Step"/>th; negative positions count from the end, a negative step walks backwards, a step of 0 chooses nothing.
    /// </summary>
    public sealed record Slice(int? First, int? End, int? Step) : PathSegment
    {
        internal override IEnumerable<JsonElement> From(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array || Step == 0)
            {
                yield break;
            }

            var (length, step) = (value.GetArrayLength(), Step ?? 1);
            var (lowest, highest) = step > 0 ? (0, length) : (-1, length - 1);
            var from = First is { } first ? Math.Clamp(Counted(first, length), lowest, highest) : step > 0 ? lowest : highest;
            var to = End is { } end ? Math.Clamp(Counted(end, length), lowest, highest) : step > 0 ? highest : lowest;
            for (long at = from; step > 0 ? at < to : at > to; at += step)
            {
                yield return value[(int)at];
            }
        }

        internal override string Text(bool isFirst) => FormattableString.Invariant($"[{First}:{End}{(Step is null ? "" : ":")}{Step}]");

        private static int Counted(int position, int length) => position < 0 ? length + position : position;
    }

    /// <summary>What the move leads to: nothing or one value, several for a slice.</summary>
    internal abstract IEnumerable<JsonElement> From(JsonElement value);

    /// <summary>The move as it is written.</summary>
    internal abstract string Text(bool isFirst);
}
