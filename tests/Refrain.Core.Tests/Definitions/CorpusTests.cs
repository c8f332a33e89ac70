using Refrain.Core.Definitions;

namespace Refrain.Core.Tests.Definitions;

/// <summary>Definitions that the Python SDK made (origin: Corpus/INVENTORY.md). Some would be refused by a strict service; none may upset the reader.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Every_definition_of_the_SDK_is_read_or_refused_as_reviewed()
    {
        var lines = Directory.EnumerateFiles(TestFolder.Of("Corpus"), "*.json").Order(StringComparer.Ordinal).Select(Line).ToList();

        Assert.Equal(78, lines.Count);
        Golden.Check("corpus.txt", string.Join('\n', lines));
    }

    [Fact]
    public void The_sample_that_is_delivered_is_read()
    {
        var reading = DefinitionReader.Read(File.ReadAllText(TestFolder.Of("..", "..", "samples", "abalone", "pipeline.json")), Limits.Default);

        Assert.Equal([], reading.Problems);
        Assert.Equal((14, 7), (reading.Definition?.Parameters.Count, reading.Definition?.Steps.Count));
    }

    private static string Line(string file)
    {
        var reading = DefinitionReader.Read(File.ReadAllText(file), Limits.Default);
        var said = reading.Definition is { } read
            ? $"{read.Parameters.Count} parameters, {read.Steps.Count} steps, {read.Graph.Edges.Select(edge => (edge.From, edge.To)).Distinct().Count()} edges for {read.Graph.Edges.Count} reasons"
            : $"REFUSED\n  {string.Join("\n  ", reading.Problems)}";
        return $"{Path.GetFileName(file)}: {said}";
    }
}
