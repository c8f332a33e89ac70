namespace Abalone.Tests;

/// <summary>The data and a model that was trained with the definition's defaults.</summary>
public sealed class DefaultModel : IDisposable
{
    public DefaultModel()
    {
        Model = Split.Train();
        MeanSquaredError = Model.MeanSquaredError();
    }

    internal SplitData Split { get; } = new();

    internal TrainedModel Model { get; }

    internal double MeanSquaredError { get; }

    public void Dispose()
    {
        Model.Dispose();
        Split.Dispose();
    }
}
