namespace Refrain.Transform.Filtering;

/// <summary>A line of CSV as its columns. They are kept as they were written, quotes and blanks too, so that what is selected reads as it did.</summary>
internal static class CsvRow
{
    /// <summary>The columns.</summary>
    public static List<string> Split(string line)
    {
        var columns = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                isQuoted = !isQuoted; // a doubled quote leaves and enters again
            }
            else if (line[i] == ',' && !isQuoted)
            {
                columns.Add(line[start..i]);
                start = i + 1;
            }
        }

        columns.Add(line[start..]);
        return columns;
    }

    /// <summary>The line of these columns.</summary>
    public static string Join(IEnumerable<string> columns) => string.Join(',', columns);
}
