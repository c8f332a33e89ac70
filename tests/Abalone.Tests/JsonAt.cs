using System.Text.Json.Nodes;

namespace Abalone.Tests;

internal static class JsonAt
{
    /// <summary>The node at a path of member names, <c>a.b.c</c>; a missing one fails the test by its name.</summary>
    public static JsonNode At(this JsonNode? node, string path)
    {
        foreach (var name in path.Split('.'))
        {
            node = (node as JsonObject)?[name];
            Assert.True(node is not null, $"no '{name}' on the way to {path}");
        }

        return node ?? throw new InvalidOperationException(path);
    }

    /// <summary>The elements of the array at a path.</summary>
    public static IEnumerable<JsonNode> Each(this JsonNode? node, string path) => node.At(path).AsArray().OfType<JsonNode>();
}
