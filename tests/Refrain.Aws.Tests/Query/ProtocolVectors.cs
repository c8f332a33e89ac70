using System.Text.Json.Nodes;

namespace Refrain.Aws.Tests.Query;

/// <summary>One case of AWS's protocol conformance suite (Vectors/protocol).</summary>
internal sealed record ProtocolVector(JsonObject Suite, JsonObject Case)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Vectors", "protocol");

    public string Action => (string)Case["given"]!["name"]!;

    public JsonObject Shapes => Suite["shapes"]!.AsObject();

    public string Id => (string)Case["id"]!;

    /// <summary>The body that the suite says goes over the wire; empty when it says nothing of it.</summary>
    public string Body => (string?)(Case["serialized"] ?? Case["response"])!["body"] ?? "";

    /// <summary>The name of the shape of input or output; null when there is none.</summary>
    public string? Shape(string side) => (string?)Case["given"]![side]?["shape"];

    public static ProtocolVector Read(string file, string id) => All(file).Single(one => one.Id == id);

    public static TheoryData<string> Ids(string file, Func<ProtocolVector, bool> which) => [.. All(file).Where(which).Select(one => one.Id)];

    private static IEnumerable<ProtocolVector> All(string file) =>
        from suite in JsonNode.Parse(File.ReadAllText(Path.Combine(Root, file)))!.AsArray()
        from one in suite!["cases"]!.AsArray()
        select new ProtocolVector(suite!.AsObject(), one!.AsObject());
}
