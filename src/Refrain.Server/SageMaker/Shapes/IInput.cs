namespace Refrain.Server.SageMaker.Shapes;

/// <summary>An input as it came: every member may be missing, JSON null counts as missing.</summary>
internal interface IInput
{
    /// <summary>Holds the members against the shapes of the API model.</summary>
    void Check(ShapeCheck check);
}
