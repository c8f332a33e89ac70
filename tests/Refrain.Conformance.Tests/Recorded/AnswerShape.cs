using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Refrain.Server.Tests;

namespace Refrain.Conformance.Tests.Recorded;

/// <summary>What of an answer is the same in every run: its members and their kinds, its elements, the headers that clients read.</summary>
internal static class AnswerShape
{
    private static readonly string[] Headers = ["Content-Type", "Content-Range", "ETag", "x-amz-checksum-crc32", "x-amz-version-id", "x-amzn-ErrorType"];

    /// <summary>The shape of an answer.</summary>
    public static JsonObject Of(Answer answer) => new()
    {
        ["Headers"] = new JsonArray([.. Headers.Where(name => answer.Header(name) is not null).Select(name => JsonValue.Create(name is "Content-Type" ? answer.Header(name) : name))]),
        ["Body"] = Kind(answer) switch
        {
            "json" => OfJson(JsonNode.Parse(answer.Body)),
            "xml" => OfXml(XElement.Parse(answer.Text)),
            _ => answer.Body.Length,
        },
    };

    /// <summary>Code and message of an error, in whichever protocol.</summary>
    public static (string? Type, string? Message) Error(Answer answer) => Kind(answer) switch
    {
        "json" => ((string?)answer.Json["__type"] ?? answer.Header("x-amzn-ErrorType"), (string?)answer.Json["message"]),
        "xml" when XElement.Parse(answer.Text) is var xml => (Text(xml, "Code"), Text(xml, "Message")),
        _ => (null, null),
    };

    private static string Kind(Answer answer) => answer.Body.Length == 0 ? "" : answer.Header("Content-Type") switch
    {
        { } type when type.Contains("json", StringComparison.Ordinal) => "json",
        { } type when type.Contains("xml", StringComparison.Ordinal) => "xml",
        _ => "",
    };

    private static JsonNode OfJson(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(one.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)OfJson(member.Value)))),
        JsonArray { Count: > 0 } all => new JsonArray(OfJson(all[0])),
        JsonArray => new JsonArray(),
        _ => JsonValue.Create(node?.GetValueKind() switch { JsonValueKind.True or JsonValueKind.False => "boolean", JsonValueKind.Number => "number", JsonValueKind.String => "string", _ => "null" }),
    };

    /// <summary>Of elements of one name the first stands for all.</summary>
    private static JsonNode OfXml(XElement xml) => new JsonObject
    {
        [xml.Name.LocalName] = xml.HasElements ? new JsonArray([.. xml.Elements().DistinctBy(element => element.Name).Select(OfXml)]) : JsonValue.Create("text"),
    };

    private static string? Text(XElement xml, string name) => xml.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
