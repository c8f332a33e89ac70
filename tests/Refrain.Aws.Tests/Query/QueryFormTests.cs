using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Refrain.Aws.Query;

namespace Refrain.Aws.Tests.Query;

public sealed class QueryFormTests
{
    private const string File = "input-query.json";

    // Compressed bodies are no forms: what gzip hides is for whoever takes the encoding off.
    public static TheoryData<string> Cases => ProtocolVector.Ids(File, one => one.Body.Length > 0);

    [Fact]
    public void The_whole_suite_is_here() => Assert.Equal(36, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_the_suite_sends_is_read_as_the_suite_means_it(string id)
    {
        var vector = ProtocolVector.Read(File, id);
        var form = QueryForm.Read(Encoding.UTF8.GetBytes(vector.Body));
        var expected = (JsonObject)vector.Case["params"]!.DeepClone();
        if (id == "QueryProtocolIdempotencyTokenAutoFill")
        {
            expected["token"] = "00000000-0000-4000-8000-000000000000"; // the client made it
        }

        Assert.Equal((vector.Action, "2020-01-08"), (form.Text("Action"), form.Text("Version")));
        var read = vector.Shape("input") is { } shape ? Structure(vector.Shapes, vector.Shapes[shape]!, form) : [];
        Assert.True(JsonNode.DeepEquals(WithoutEmptyMaps(expected), read), $"{expected.ToJsonString()} was read as {read.ToJsonString()}");
    }

    [Fact]
    public void A_plus_is_a_space_and_an_escaped_plus_is_a_plus() => Assert.Equal("a b+c", QueryForm.Read("Text=a+b%2Bc"u8).Text("Text"));

    [Fact]
    public void Items_come_in_the_order_of_their_numbers()
    {
        var form = QueryForm.Read("L.member.10=j&L.member.2=b&L.member.1=a&L.member.x=no"u8);

        Assert.Equal(["a", "b", "j"], form.List("L").Select(item => item.Value));
    }

    [Fact]
    public void What_is_absent_reads_as_nothing()
    {
        var form = QueryForm.Read("A=1"u8);

        Assert.True(form["B"]["C"].IsAbsent);
        Assert.Null(form["B"].Text("C"));
        Assert.Empty(form.List("B"));
        Assert.Empty(form.Map("B"));
    }

    [Fact]
    public void A_name_twice_is_refused() => Refused("A=1&A=2", "The parameter 'A' is given twice.");

    [Fact]
    public void A_name_that_is_nested_without_end_is_refused() =>
        Refused(string.Concat(Enumerable.Repeat("a.", QueryForm.MaxDepth)) + "a=1", $"The parameter '{string.Concat(Enumerable.Repeat("a.", 32))}...' is nested more than 32 levels deep.");

    [Fact]
    public void More_parameters_than_anybody_needs_are_refused() =>
        Refused(string.Join('&', Enumerable.Range(0, QueryForm.MaxParameters + 1).Select(n => $"a{n}=1")), "The form has more than 4096 parameters.");

    private static void Refused(string body, string message) =>
        Assert.Equal(message, Assert.Throws<QueryFormException>(() => QueryForm.Read(Encoding.UTF8.GetBytes(body))).Message);

    // The wire cannot tell an empty map from none.
    private static JsonObject WithoutEmptyMaps(JsonObject given)
    {
        foreach (var name in given.Where(member => member.Value is JsonObject { Count: 0 }).Select(member => member.Key).ToList())
        {
            given.Remove(name);
        }

        return given;
    }

    private static JsonObject Structure(JsonObject shapes, JsonNode shape, QueryNode node)
    {
        var read = new JsonObject();
        foreach (var (name, member) in shape["members"]?.AsObject() ?? [])
        {
            var type = shapes[(string)member!["shape"]!]!;
            var wire = (string?)member["queryName"] ?? (string?)member["locationName"] ?? ((bool?)type["flattened"] is true ? (string?)type["member"]?["locationName"] : null) ?? name;
            if (Value(shapes, member, type, node, wire) is { } value)
            {
                read[name] = value;
            }
        }

        return read;
    }

    private static JsonNode? Value(JsonObject shapes, JsonNode member, JsonNode type, QueryNode owner, string name)
    {
        var flat = (bool?)type["flattened"] is true || (bool?)member["flattened"] is true;
        return (string)type["type"]! switch
        {
            _ when owner[name].IsAbsent => null,
            "structure" => Structure(shapes, type, owner[name]),
            "list" => new JsonArray([.. owner.List(name, flat ? null : (string?)type["member"]!["locationName"] ?? "member").Select(item => Item(shapes, type["member"]!, item))]),
            "map" => new JsonObject(owner
                .Map(name, flat ? null : "entry", (string?)type["key"]!["locationName"] ?? "key", (string?)type["value"]!["locationName"] ?? "value")
                .Select(pair => KeyValuePair.Create(pair.Key, Item(shapes, type["value"]!, pair.Value)))),
            var scalar => Scalar(scalar, (string?)member["timestampFormat"] ?? (string?)type["timestampFormat"], owner.Text(name)!),
        };
    }

    private static JsonNode? Item(JsonObject shapes, JsonNode member, QueryNode node)
    {
        var type = shapes[(string)member["shape"]!]!;
        return (string)type["type"]! switch
        {
            "structure" => Structure(shapes, type, node),
            "list" => new JsonArray([.. node.List("member", null).Select(item => Item(shapes, type["member"]!, item))]),
            var scalar => Scalar(scalar, null, node.Value!),
        };
    }

    private static JsonNode Scalar(string type, string? timestampFormat, string text) => type switch
    {
        "boolean" => bool.Parse(text),
        "integer" or "long" => long.Parse(text, CultureInfo.InvariantCulture),
        "float" or "double" when text is not ("NaN" or "Infinity" or "-Infinity") => double.Parse(text, CultureInfo.InvariantCulture),
        "timestamp" when timestampFormat == "unixTimestamp" => long.Parse(text, CultureInfo.InvariantCulture),
        "timestamp" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
        "blob" => Encoding.UTF8.GetString(Convert.FromBase64String(text)),
        _ => text,
    };
}
