using System.Globalization;
using Abalone.Shared;

namespace Abalone.Preprocess;

/// <summary>Reads the rows of the data set and says, for each row that is not one, where it stands and what is wrong.</summary>
internal static class RawRows
{
    private static readonly string[] s_columns =
    [
        "sex", "length", "diameter", "height", "whole_weight", "shucked_weight", "viscera_weight", "shell_weight", "rings",
    ];

    public static IReadOnlyList<RawRow> Read(string folder)
    {
        var rows = new List<RawRow>();
        var problems = new List<string>();
        foreach (var line in CsvFiles.Lines(folder))
        {
            var columns = line.Text.Split(',', StringSplitOptions.TrimEntries);
            if (ProblemIn(columns) is { } problem)
            {
                problems.Add($"{line.Place}: {problem}");
            }
            else
            {
                rows.Add(new RawRow(columns[0][0], columns[1..^1], columns[^1]));
            }
        }

        CsvFiles.RefuseIfAny(problems);
        return rows;
    }

    private static string? ProblemIn(string[] columns)
    {
        if (columns.Length != s_columns.Length)
        {
            return $"{columns.Length} columns, expected {s_columns.Length} ({string.Join(',', s_columns)}); correct the row or take it out";
        }

        for (var column = 0; column < columns.Length; column++)
        {
            if (Expected(column, columns[column]) is { } expected)
            {
                return $"column {column + 1} ({s_columns[column]}) is '{columns[column]}', expected {expected}; correct the row or take it out";
            }
        }

        return null;
    }

    private static string? Expected(int column, string text) => column switch
    {
        0 => text is [var sex] && RawRow.Sexes.Contains(sex) ? null : "M, F or I (the file has no header line)",
        8 => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : "a whole number, 0 or more",
        _ => IsMeasurement(text) ? null : "a number, 0 or more",
    };

    private static bool IsMeasurement(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value >= 0;
}
