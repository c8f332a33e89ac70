using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Refrain.Aws.Query;

namespace Refrain.Aws.Tests.Query;

public sealed class QueryXmlTests
{
    private const string File = "output-query.json";

    // Documents that a client must be able to read, and that we never write: times with offsets or as members of another format, elements with namespaces of their own.
    private static readonly string[] ReadOnlyForms =
    [
        "AwsQueryDateTimeWithNegativeOffset", "AwsQueryDateTimeWithPositiveOffset", "QueryQueryFlattenedXmlMapWithXmlNamespace", "QueryXmlNamespaces", "QueryXmlTimestamps",
        "QueryXmlTimestampsWithEpochSecondsFormat", "QueryXmlTimestampsWithEpochSecondsOnTargetFormat", "QueryXmlTimestampsWithHttpDateFormat", "QueryXmlTimestampsWithHttpDateOnTargetFormat",
    ];

    public static TheoryData<string> Cases => ProtocolVector.Ids(
        File, one => one.Case["response"]!["body"] is not null && one.Case["errorCode"] is null && one.Case["result"] is not null && !ReadOnlyForms.Contains(one.Id));

    public static TheoryData<string> Errors => ProtocolVector.Ids(File, one => one.Case["errorCode"] is not null && (string?)one.Case["errorMessage"] is not null);

    [Fact]
    public void The_suite_is_here() => Assert.Equal((23, 2), (Cases.Count, Errors.Count));

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_answer_is_written_as_the_suite_has_it(string id)
    {
        var vector = ProtocolVector.Read(File, id);
        var result = vector.Case["result"]!.AsObject();
        var written = QueryXml.Answer(vector.Action, "https://example.com/", "id", vector.Shape("output") is { } shape
            ? xml => Structure(xml, vector.Shapes, vector.Shapes[shape]!, result)
            : null);

        var (expected, actual) = (XElement.Parse(vector.Body), XElement.Parse(Encoding.UTF8.GetString(written)));
        actual.Elements().Last().Remove(); // the suite leaves the request's id out
        if (!expected.Elements().Any())
        {
            actual.Elements().Where(element => !element.HasElements).Remove(); // an empty result may be left out
        }

        Assert.Equal(Plain(expected), Plain(actual));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_is_written_as_the_suite_has_it(string id)
    {
        var vector = ProtocolVector.Read(File, id);
        var expected = XElement.Parse(vector.Body);
        var written = XElement.Parse(Encoding.UTF8.GetString(QueryXml.Error(
            "https://example.com/", (string)vector.Case["errorCode"]!, (string)vector.Case["errorMessage"]!, isSender: true, (string)expected.Elements().Last())));

        Assert.Equal(Plain(expected), Plain(written));
    }

    [Fact]
    public void An_error_of_EC2_is_written_in_its_dialect() => Assert.Equal(
        "<Response><Errors><Error><Code>InvalidAction</Code><Message>no</Message></Error></Errors><RequestID>id</RequestID></Response>",
        Encoding.UTF8.GetString(QueryXml.Ec2Error("InvalidAction", "no", "id")));

    [Fact]
    public void Characters_that_XML_cannot_say_do_not_make_the_answer_unreadable()
    {
        var error = XElement.Parse(Encoding.UTF8.GetString(QueryXml.Error("urn:x", "Code", "a\0b\u0001<c>\ud83d\ude00\ud800", isSender: true, "id")));

        Assert.Equal("a\ufffdb\ufffd<c>\ud83d\ude00\ufffd", error.Descendants().Single(element => element.Name.LocalName == "Message").Value);
    }

    private static void Structure(XmlWriter xml, JsonObject shapes, JsonNode shape, JsonObject value)
    {
        foreach (var (name, member) in shape["members"]?.AsObject() ?? [])
        {
            if (value[name] is { } given)
            {
                var type = shapes[(string)member!["shape"]!]!;
                var flatItem = (bool?)type["flattened"] is true ? (string?)type["member"]?["locationName"] : null;
                Value(xml, shapes, member, flatItem ?? (string?)member["locationName"] ?? name, given);
            }
        }
    }

    private static void Value(XmlWriter xml, JsonObject shapes, JsonNode member, string name, JsonNode value)
    {
        var type = shapes[(string)member["shape"]!]!;
        var flat = (bool?)type["flattened"] is true || (bool?)member["flattened"] is true;
        switch ((string)type["type"]!)
        {
            case "structure":
                xml.Structure(name, inner => Structure(inner, shapes, type, value.AsObject()));
                break;
            case "list":
                var item = flat ? name : (string?)type["member"]!["locationName"] ?? "member";
                xml.List(flat ? null : name, value.AsArray(), (writer, each, one) => Value(writer, shapes, type["member"]!, each, one!), item);
                break;
            case "map":
                var (key, held) = ((string?)type["key"]!["locationName"] ?? "key", (string?)type["value"]!["locationName"] ?? "value");
                xml.Map(flat ? null : name, value.AsObject()!, (writer, each, one) => Value(writer, shapes, type["value"]!, each, one!), flat ? name : "entry", key, held);
                break;
            case "boolean":
                xml.Boolean(name, (bool)value);
                break;
            case "integer" or "long":
                xml.Number(name, (long)value);
                break;
            case "timestamp":
                xml.Time(name, DateTimeOffset.FromUnixTimeMilliseconds((long)((decimal)value * 1000)));
                break;
            case "blob":
                xml.Text(name, Convert.ToBase64String(Encoding.UTF8.GetBytes((string)value!)));
                break;
            case "float" or "double" when value.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                xml.Text(name, ((double)value).ToString(CultureInfo.InvariantCulture));
                break;
            default:
                xml.Text(name, (string?)value);
                break;
        }
    }

    // Names and texts: neither namespaces nor the order of a map's entries matter to a client.
    private static string Plain(XElement element) => element.HasElements
        ? $"<{element.Name.LocalName}>{string.Concat(element.Elements().Select(Plain).Order(StringComparer.Ordinal))}</>"
        : $"<{element.Name.LocalName}>{element.Value}</>";
}
