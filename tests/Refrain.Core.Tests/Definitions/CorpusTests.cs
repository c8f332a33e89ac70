using System.Text;
using Refrain.Core.Definitions;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Definitions;

/// <summary>
/// Definitions that the Python SDK made (origin: Corpus/INVENTORY.md), each with its graph as reviewed, or with the problems it is refused for: some come from
/// unit tests of the SDK that never met the service.
/// </summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Files => new(
        Directory.EnumerateFiles(TestFolder.Of("Corpus"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_definition_of_the_SDK_is_read_or_refused_as_reviewed(string name) =>
        Golden.Check($"definitions/{name}.txt", Drawn(DefinitionReader.Read(File.ReadAllText(TestFolder.Of("Corpus", $"{name}.json")), Limits.Default)));

    [Fact]
    public void Every_definition_has_its_golden_and_every_golden_its_definition()
    {
        var goldens = Directory.EnumerateFiles(TestFolder.Of("Goldens", "definitions")).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

        Assert.Equal(78, Files.Count);
        Assert.Equal(Files.Select(row => row.Data), goldens);
    }

    [Fact]
    public void The_sample_that_is_delivered_is_read()
    {
        var reading = DefinitionReader.Read(File.ReadAllText(TestFolder.Of("..", "..", "samples", "abalone", "pipeline.json")), Limits.Default);

        Assert.Equal([], reading.Problems);
        Assert.Equal((14, 7), (reading.Definition?.Parameters.Count, reading.Definition?.Steps.Count));
    }

    private static string Drawn(DefinitionReading reading)
    {
        var text = new StringBuilder();
        if (reading.Definition is not { } read)
        {
            return $"refused\n  {string.Join("\n  ", reading.Problems)}";
        }

        text.Append("parameters\n");
        foreach (var parameter in read.Parameters)
        {
            text.Append($"  {parameter.Name} {parameter.Type}{(parameter.Default is { } value ? $" = {value}" : "")}{(parameter.EnumValues is { } values ? $" of {string.Join(" | ", values)}" : "")}\n");
        }

        text.Append("steps\n");
        foreach (var step in read.Steps)
        {
            text.Append($"  {step.Name} {step.Type.Name}{Branch(step)}{(step.RetryPolicies.Count > 0 ? $", {step.RetryPolicies.Count} retry policies" : "")}\n");
        }

        text.Append("edges\n");
        foreach (var edge in read.Graph.Edges.OrderBy(edge => (edge.To, edge.From)))
        {
            text.Append($"  {read.Steps[edge.From].Name} > {read.Steps[edge.To].Name} {edge.Kind} {edge.Path}\n");
        }

        return text.ToString();
    }

    private static string Branch(StepDefinition step) => step.Branch is { } branch ? $", {(branch.When ? "if" : "else")} of {branch.Condition}" : "";
}
