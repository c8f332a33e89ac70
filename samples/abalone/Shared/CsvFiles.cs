namespace Abalone.Shared;

/// <summary>One line of a csv file, with the place it stands for messages.</summary>
internal sealed record CsvLine(string File, int Number, string Text)
{
    public string Place => $"{File} line {Number}";
}

/// <summary>The csv files that the platform has put below a folder.</summary>
internal static class CsvFiles
{
    private const int ProblemsShown = 10;

    /// <summary>Every line that is not blank, in a fixed order of files, so that the same input gives the same rows.</summary>
    public static IEnumerable<CsvLine> Lines(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new StepFailureException($"the folder {folder} does not exist; the job needs an input there");
        }

        var files = Directory.GetFiles(folder, "*.csv", SearchOption.AllDirectories);
        if (files.Length == 0)
        {
            throw new StepFailureException($"no file that ends in .csv below {folder}; check the S3 URI of that input");
        }

        return files.Order(StringComparer.Ordinal).SelectMany(LinesOf);
    }

    /// <summary>Fails with the first problems that were found, one to a line, and the count of the others.</summary>
    public static void RefuseIfAny(IReadOnlyList<string> problems)
    {
        if (problems.Count == 0)
        {
            return;
        }

        IEnumerable<string> more = problems.Count > ProblemsShown ? [$"and {problems.Count - ProblemsShown} more"] : [];
        throw new StepFailureException(string.Join(Environment.NewLine, problems.Take(ProblemsShown).Concat(more)));
    }

    private static IEnumerable<CsvLine> LinesOf(string file) =>
        File.ReadLines(file)
            .Select((text, index) => new CsvLine(file, index + 1, text))
            .Where(line => !string.IsNullOrWhiteSpace(line.Text));
}
