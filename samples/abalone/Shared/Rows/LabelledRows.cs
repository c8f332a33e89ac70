using System.Globalization;

namespace Abalone.Shared.Rows;

/// <summary>Reads what Abalone.Preprocess has written.</summary>
internal static class LabelledRows
{
    /// <summary>All rows of the csv files below <paramref name="folder"/>; no row, or a row of another shape, is a failure.</summary>
    public static IReadOnlyList<LabelledRow> Read(string folder)
    {
        var rows = new List<LabelledRow>();
        var problems = new List<string>();
        foreach (var line in CsvFiles.Lines(folder))
        {
            if (TryParse(line.Text) is { } row)
            {
                rows.Add(row);
            }
            else
            {
                problems.Add($"{line.Place}: expected {LabelledRow.FeatureCount + 1} numbers, the label first, as Abalone.Preprocess writes them");
            }
        }

        CsvFiles.RefuseIfAny(problems);
        return rows.Count > 0 ? rows : throw new StepFailureException($"the csv files below {folder} have no rows");
    }

    private static LabelledRow? TryParse(string line)
    {
        var columns = line.Split(',');
        var numbers = new float[columns.Length];
        for (var column = 0; column < columns.Length; column++)
        {
            if (!float.TryParse(columns[column], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[column])
                || !float.IsFinite(numbers[column]))
            {
                return null;
            }
        }

        return numbers.Length == LabelledRow.FeatureCount + 1
            ? new LabelledRow { Label = numbers[0], Features = numbers[1..] }
            : null;
    }
}
