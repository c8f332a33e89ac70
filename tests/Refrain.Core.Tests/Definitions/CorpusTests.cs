using System.Text;
using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Expressions;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Unavailable;

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

    // With every expression left out: what stands in its place is known only at run time.
    [Fact]
    public void The_literal_arguments_that_the_SDK_writes_are_right_when_a_step_starts_but_for_what_was_reviewed() =>
        Golden.Check("arguments.txt", string.Join('\n', Files.Select(row => row.Data).SelectMany(name => ReadSteps(name).SelectMany(step => ArgumentProblems(step).Select(problem => $"{name}\n  {step.Name}: {problem}")))));

    [Fact]
    public void The_sample_that_is_delivered_is_read()
    {
        var text = File.ReadAllText(TestFolder.Of("..", "..", "samples", "abalone", "pipeline.json")).Replace("@@CODE_", "s3://code/", StringComparison.Ordinal);
        var reading = DefinitionReader.Read(text, Limits.Default);

        Assert.Equal([], reading.Problems);
        Assert.Equal((14, 7), (reading.Definition?.Parameters.Count, reading.Definition?.Steps.Count));
        Assert.Equal([], reading.Definition!.Steps.SelectMany(ArgumentProblems));
    }

    private static ValueList<StepDefinition> ReadSteps(string name) =>
        DefinitionReader.ReadAccepted(File.ReadAllText(TestFolder.Of("Corpus", $"{name}.json")), Limits.Default).Definition!.Steps;

    private static IEnumerable<Diagnostic> ArgumentProblems(StepDefinition step)
    {
        var shape = step.Type switch { IRequestStepType type => type.Arguments, UnavailableStepType type => type.Arguments, _ => null };
        var places = ExpressionReader.In(step.Arguments, "Arguments", _ => { }).Select(expression => expression.Path).ToHashSet();
        var problems = new List<Diagnostic>();
        shape?.CheckValues(JsonText.Write(writer => WriteWithoutExpressions(writer, step.Arguments)), Limits.Default, problems.Add);
        return problems.Where(problem => !places.Contains(problem.Path));
    }

    private static void WriteWithoutExpressions(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when ExpressionReader.IsExpression(value):
                writer.WriteNullValue();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    WriteWithoutExpressions(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteWithoutExpressions(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
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
