using Microsoft.ML.Data;

namespace Abalone.Shared.Rows;

/// <summary>A row as Abalone.Preprocess writes it: the rings to be predicted, then the ten features.</summary>
internal sealed class LabelledRow
{
    /// <summary>Seven measurements and three columns for the sex.</summary>
    public const int FeatureCount = 10;

    public float Label { get; set; }

    [VectorType(FeatureCount)]
    public float[] Features { get; set; } = [];
}
