using System.Diagnostics;
using System.Text.Json;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Server.SageMaker.ApiModel;

/// <summary>What AWS's API model says about operations: their names and the shapes of their inputs. Compiled in; read when it is asked for the first time.</summary>
internal static class OperationModel
{
    private static readonly Lazy<(Dictionary<string, string> Inputs, Dictionary<string, RequestShape> Shapes)> Model = new(Read);

    /// <summary>Every operation, in the model's order.</summary>
    public static IReadOnlyCollection<string> Operations => Model.Value.Inputs.Keys;

    /// <summary>True for a name that the model has, offered here or not.</summary>
    public static bool Knows(string operation) => Model.Value.Inputs.ContainsKey(operation);

    /// <summary>The shape of an operation's input.</summary>
    public static RequestShape Input(string operation) => Shape(Model.Value.Inputs[operation]);

    /// <summary>A shape that inputs are made of.</summary>
    public static RequestShape Shape(string name) => RequestShapes.Find(name) ?? Model.Value.Shapes[name];

    private static (Dictionary<string, string> Inputs, Dictionary<string, RequestShape> Shapes) Read()
    {
        using var bytes = typeof(OperationModel).Assembly.GetManifestResourceStream("operations.json") ?? throw new UnreachableException("The operations are not compiled in.");
        using var document = JsonDocument.Parse(bytes);
        var model = document.RootElement.Clone();
        var inputs = model.GetProperty("operations").EnumerateObject()
            .ToDictionary(operation => operation.Name, operation => operation.Value.GetString() ?? "", StringComparer.Ordinal);
        return (inputs, RequestShapes.Of(model.GetProperty("shapes")));
    }
}
