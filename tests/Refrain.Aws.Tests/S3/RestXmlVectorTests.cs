using System.Text;
using System.Text.Json;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.S3;

/// <summary>
/// The protocol tests that AWS publishes for REST-XML, as far as S3's requests are made of what they test: what clients write into paths and queries, and texts in documents.
/// S3 has no lists, maps, numbers or times there.
/// </summary>
public sealed class RestXmlVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "protocol", "input-rest-xml.json"))).RootElement;

    public static TheoryData<string> Uris => new(Ids("uris"));

    public static TheoryData<string> Texts => new(Ids("texts"));

    [Theory]
    [MemberData(nameof(Uris))]
    public void What_a_client_writes_into_a_uri_is_read(string id)
    {
        var vector = Find("uris", id);
        var request = SigV4Request.FromTarget("GET", Text(vector, "uri"), []);
        var query = S3Query.Read(request.Query);
        var labels = Labels(Text(vector, "template").Split('?')[0], request.Path);

        Assert.All(vector.GetProperty("members").EnumerateArray(), member =>
            Assert.Equal(Text(member, "value"), Text(member, "location") == "uri" ? labels[Text(member, "name")] : query[Text(member, "name")]));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_a_client_writes_into_a_document_is_read(string id)
    {
        var vector = Find("texts", id);
        var root = S3XmlDocument.Read(Encoding.UTF8.GetBytes(Text(vector, "body")), Text(vector, "root"), 10_000);

        Assert.Equal(Text(vector, "value"), root.Text(Text(vector, "name")));
    }

    /// <summary>The labels of a template, greedy ones (<c>{key+}</c>) to the end as a key is.</summary>
    private static Dictionary<string, string> Labels(string template, string path)
    {
        var (names, values, found) = (template.Split('/'), path.Split('/'), new Dictionary<string, string>());
        for (var at = 0; at < names.Length; at++)
        {
            if (names[at].StartsWith('{'))
            {
                var isGreedy = names[at].EndsWith("+}", StringComparison.Ordinal);
                found[names[at].Trim('{', '}', '+')] = AwsUriEncoding.Decode(isGreedy ? string.Join('/', values[at..]) : values[at]);
            }
        }

        return found;
    }

    private static IEnumerable<string> Ids(string list) => Vectors.GetProperty(list).EnumerateArray().Select(vector => Text(vector, "id"));

    private static JsonElement Find(string list, string id) => Vectors.GetProperty(list).EnumerateArray().Single(vector => Text(vector, "id") == id);

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString() ?? "";
}
