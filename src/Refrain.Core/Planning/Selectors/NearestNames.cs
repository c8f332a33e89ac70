namespace Refrain.Core.Planning.Selectors;

/// <summary>The names that someone may have meant who wrote another one.</summary>
internal static class NearestNames
{
    private const int Most = 3;

    /// <summary>At most three names that take few changes to get to, the nearest first and of equally near ones the first in the list.</summary>
    public static ValueList<string> Of(string written, IEnumerable<string> names)
    {
        // One change in three characters: beyond that, names have little in common. As many changes as characters are another name.
        var farthest = Math.Max(1, written.Length / 3);
        return names
            .Where(name => Math.Abs(name.Length - written.Length) <= farthest)
            .Select(name => (Name: name, Distance: Distance(written.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(one => one.Distance <= farthest && one.Distance < written.Length)
            .OrderBy(one => one.Distance)
            .Take(Most)
            .Select(one => one.Name)
            .ToValueList();
    }

    /// <summary>How many characters must be put in, left out, replaced, or exchanged with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        var (before, last, current) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var column = 0; column <= to.Length; column++)
        {
            last[column] = column;
        }

        for (var row = 1; row <= from.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = last[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(last[column], current[column - 1]) + 1);
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                {
                    current[column] = Math.Min(current[column], before[column - 2] + 1);
                }
            }

            (before, last, current) = (last, current, before);
        }

        return last[to.Length];
    }
}
