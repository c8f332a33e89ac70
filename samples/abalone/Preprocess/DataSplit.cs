using Abalone.Shared;

namespace Abalone.Preprocess;

/// <summary>One of the three parts; the name is also that of its folder and file.</summary>
internal sealed record DataPart(string Name, IReadOnlyList<RawRow> Rows);

/// <summary>Shuffles the rows and cuts them 70/20/10 into train, validation and test.</summary>
internal static class DataSplit
{
    private const int FewestRows = 10;

    /// <summary>A fixed seed: equal input gives equal parts, byte for byte, so models of different runs can be compared.</summary>
    private const ulong Seed = 20101201;

    public static IReadOnlyList<DataPart> Of(IReadOnlyList<RawRow> rows)
    {
        if (rows.Count < FewestRows)
        {
            throw new StepFailureException(
                $"{rows.Count} rows are too few to split 70/20/10: the input needs at least {FewestRows}");
        }

        var shuffled = Shuffled(rows);
        var (validationFrom, testFrom) = (shuffled.Length * 7 / 10, shuffled.Length * 9 / 10);
        return
        [
            new DataPart("train", shuffled[..validationFrom]),
            new DataPart("validation", shuffled[validationFrom..testFrom]),
            new DataPart("test", shuffled[testFrom..]),
        ];
    }

    /// <summary>
    /// Fisher and Yates's shuffle over the SplitMix64 generator, written out because the sequence of the library's Random is
    /// no promise across versions, and another order would be another model.
    /// </summary>
    private static RawRow[] Shuffled(IReadOnlyList<RawRow> rows)
    {
        var shuffled = rows.ToArray();
        var state = Seed;
        for (var last = shuffled.Length - 1; last > 0; last--)
        {
            var chosen = (int)(Next(ref state) % (ulong)(last + 1));
            (shuffled[last], shuffled[chosen]) = (shuffled[chosen], shuffled[last]);
        }

        return shuffled;
    }

    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
