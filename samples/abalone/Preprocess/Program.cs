using Abalone.Preprocess;
using Abalone.Shared;

return StepProgram.Run("Abalone.Preprocess", () =>
{
    var processing = JobPaths.OfThisProcess.Processing;
    var rows = RawRows.Read(Path.Combine(processing, "input", "data"));
    foreach (var part in DataSplit.Of(rows))
    {
        var folder = Path.Combine(processing, part.Name);
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, $"{part.Name}.csv"), part.Rows.Select(row => row.ToCsv()));
        Console.WriteLine($"{part.Name}: {part.Rows.Count} rows");
    }
});
