using System.Text.Json.Nodes;
using CsCheck;
using Refrain.Core.Definitions;

namespace Refrain.Core.Tests.Definitions;

/// <summary>Definitions of the SDK with one value replaced by something else: whatever a client sends, it is read or refused with reasons.</summary>
public sealed class DamagedDefinitionTests
{
    private static readonly string[] Replacements =
    [
        "null", "true", "5", "-1.5e300", "\"\"", "\"text\"", "[]", "{}", "[[]]", "[null]", "{\"Get\":5}", "{\"Get\":\"Steps.X.Y\"}", "{\"Get\":\"Steps.\"}", "{\"Std:Join\":null}",
        "{\"Std:Join\":{\"Values\":[{}]}}", "{\"Std:JsonGet\":{\"Path\":\"[\"}}", "{\"Std:JsonGet\":{\"S3Uri\":{\"Get\":\"Parameters.P\"},\"Path\":\"a[::0]\"}}", "{\"Name\":null}", "[{\"Type\":\"Condition\"}]",
    ];

    private static readonly string[] Texts = Directory.EnumerateFiles(TestFolder.Of("Corpus"), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText).Where(text => text.Length < 20_000).ToArray();

    [Fact]
    public void A_damaged_definition_is_read_or_refused_with_a_place_and_a_remedy() =>
        Gen.Select(Gen.Int[0, Texts.Length - 1], Gen.Int[0, 100_000], Gen.Int[0, Replacements.Length - 1]).Sample(
            (file, place, replacement) =>
            {
                var text = Damaged(Texts[file], place, Replacements[replacement]);

                var reading = DefinitionReader.Read(text, Limits.Default);

                Assert.NotEqual(reading.Definition is null, reading.Problems.Count == 0);
                Assert.All(reading.Problems, problem => Assert.True(problem.Path.Length > 0 && problem.Message.Length > 0 && problem.Expected.Length > 0, problem.ToString()));
                _ = DefinitionReader.ReadAccepted(text, Limits.Default);
            },
            iter: 3_000);

    private static string Damaged(string text, int place, string replacement)
    {
        var root = JsonNode.Parse(text)!;
        var nodes = Below(root).ToList();
        nodes[place % nodes.Count].ReplaceWith(JsonNode.Parse(replacement));
        return root.ToJsonString();
    }

    private static IEnumerable<JsonNode> Below(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(value => Below(value).Prepend(value)),
        JsonArray items => items.OfType<JsonNode>().SelectMany(item => Below(item).Prepend(item)),
        _ => [],
    };
}
