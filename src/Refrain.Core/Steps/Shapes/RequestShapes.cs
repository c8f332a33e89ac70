using System.Text.Json;

namespace Refrain.Core.Steps.Shapes;

/// <summary>The shapes of AWS's API model that the Create requests are made of. They are compiled in, and read when the first one is asked for.</summary>
public static class RequestShapes
{
    private static readonly Lazy<Dictionary<string, RequestShape>> All = new(Read);

    /// <summary>The shape of that name.</summary>
    /// <exception cref="KeyNotFoundException">No such shape: our own broken invariant.</exception>
    public static RequestShape Get(string name) => All.Value[name];

    /// <summary>The names of all shapes, sorted.</summary>
    public static ValueList<string> Names => All.Value.Keys.Order(StringComparer.Ordinal).ToValueList();

    /// <summary>The shape of that name, or null.</summary>
    public static RequestShape? Find(string name) => All.Value.GetValueOrDefault(name);

    /// <summary>Shapes that are written the same way and may name each other and these.</summary>
    public static Dictionary<string, RequestShape> Of(JsonElement shapes) =>
        shapes.EnumerateObject().ToDictionary(shape => shape.Name, shape => new RequestShape(shape.Name, shape.Value), StringComparer.Ordinal);

    private static Dictionary<string, RequestShape> Read()
    {
        using var bytes = typeof(RequestShapes).Assembly.GetManifestResourceStream("create-requests.json")
            ?? throw new System.Diagnostics.UnreachableException("The shapes are not compiled in.");
        using var document = JsonDocument.Parse(bytes);
        return Of(document.RootElement.Clone());
    }
}
