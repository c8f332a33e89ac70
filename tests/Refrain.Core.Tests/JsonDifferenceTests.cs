using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Core.Tests;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": [1, 2]}""", """{ "b": [1,2], "a": 1 }""", "")]
    [InlineData("""{"a": null}""", "{}", "")]
    [InlineData("""{"a": 1}""", """{"a": 2}""", "a: 1 -> 2")]
    [InlineData("""{"a": 6}""", """{"a": 6.0}""", "a: 6 -> 6.0")]
    [InlineData("""{"a": "\u0041"}""", """{"a": "A"}""", "")]
    [InlineData("""{"a": true}""", """{"a": false}""", "a: true -> false")]
    [InlineData("""{"a": {"b": {"c": 1}}}""", """{"a": {"b": {"c": "1"}}}""", """a.b.c: 1 -> "1" """)]
    [InlineData("""{"a": 1}""", """{"b": 2}""", "a: 1 -> nothing; b: nothing -> 2")]
    [InlineData("""{"a": {"x": 1}}""", """{"a": [1]}""", """a: {"x": 1} -> [1]""")]
    [InlineData("[]", "{}", ": [] -> {}")]
    public void Documents_differ_at_the_smallest_places(string old, string @new, string expected) => Assert.Equal(expected.Trim(), Differences(old, @new));

    [Theory]
    [InlineData("[1, 2, 3]", "[1, 9, 3]", "[1]: 2 -> 9")]
    [InlineData("[1, 2, 3]", "[1, 3]", "[1]: 2 -> nothing")]
    [InlineData("[1, 3]", "[1, 2, 3]", "[1]: nothing -> 2")]
    [InlineData("[1, 1, 1]", "[1, 1]", "[2]: 1 -> nothing")]
    [InlineData("[]", "[7]", "[0]: nothing -> 7")]
    [InlineData("""["a", "b", "c", "d"]""", """["a", "x", "y", "z", "d"]""", """[1]: "b" -> "x"; [2]: "c" -> "y"; [3]: nothing -> "z" """)]
    public void Lists_are_compared_between_what_they_begin_and_end_with(string old, string @new, string expected) => Assert.Equal(expected.Trim(), Differences(old, @new));

    [Theory]
    [InlineData("""[{"Name": "A", "V": 1}, {"Name": "B", "V": 2}]""", """[{"Name": "B", "V": 3}, {"Name": "A", "V": 1}]""", "[B].V: 2 -> 3")]
    [InlineData("""[{"Key": "k", "Value": "1"}]""", """[{"Key": "k", "Value": "2"}, {"Key": "n", "Value": "3"}]""", """[k].Value: "1" -> "2"; [n]: nothing -> {"Key": "n", "Value": "3"}""")]
    [InlineData("""[{"Name": "A"}, {"Name": "A", "V": 1}]""", """[{"Name": "A"}, {"Name": "A", "V": 2}]""", "[1].V: 1 -> 2")]
    public void Elements_with_names_are_matched_by_them_unless_two_share_one(string old, string @new, string expected) => Assert.Equal(expected, Differences(old, @new));

    [Fact]
    public void Something_is_different_from_nothing()
    {
        Assert.Equal(new JsonDifference("here", null, new RawJson("1")), JsonDifference.Between(null, new RawJson("1").Parse(), "here").Single());
        Assert.Empty(JsonDifference.Between(null, null));
        Assert.Empty(JsonDifference.Between(null, new RawJson("null").Parse()));
    }

    [Fact]
    public void A_deep_document_is_compared_in_no_time()
    {
        var (old, @new) = (Deep("1"), Deep("2"));

        Assert.Equal($"{string.Concat(Enumerable.Repeat("[0]", 60))}: 1 -> 2", Differences(old, @new));

        static string Deep(string core) => $"{new string('[', 60)}{core}{new string(']', 60)}";
    }

    [Fact]
    public void Documents_differ_exactly_when_their_canonical_forms_do()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (old, @new) = (Draw(random, 3), Draw(new Random(random.Next(2) == 0 ? seed : seed + 1), 3));
            var (left, right) = (Element(old), Element(@new));

            Assert.True(JsonText.CanonicalDigest(left) == JsonText.CanonicalDigest(right) == (JsonDifference.Between(left, right).Count == 0), $"seed {seed}: {left} and {right}");
            Assert.True(JsonDifference.Between(left, right).Count == JsonDifference.Between(right, left).Count, $"seed {seed}: {left} and {right}");
        }
    }

    private static string Differences(string old, string @new) => string.Join(
        "; ", JsonDifference.Between(new RawJson(old).Parse(), new RawJson(@new).Parse()).Select(one => $"{one.Path}: {one.Old?.Text ?? "nothing"} -> {one.New?.Text ?? "nothing"}"));

    private static JsonElement Element(JsonNode? node) => new RawJson(node?.ToJsonString() ?? "null").Parse();

    private static JsonNode? Draw(Random random, int depth) => random.Next(depth > 0 ? 6 : 3) switch
    {
        0 => random.Next(3),
        1 => $"t{random.Next(2)}",
        2 => random.Next(2) == 0 ? random.Next(2) == 0 : 7,
        3 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Draw(random, depth - 1))]),
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(name => new JsonObject { ["Name"] = $"n{name}", ["V"] = Draw(random, depth - 1) })]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(name => KeyValuePair.Create($"m{name}", Draw(random, depth - 1)))),
    };
}
