namespace Refrain.Benchmarks;

/// <summary>Several rounds of one figure.</summary>
internal sealed class Figures
{
    private readonly List<double> values = [];

    public void Add(double value) => values.Add(value);

    public double Median => Quantile(0.5);

    public double Quantile(double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }

    public override string ToString() => $"{Median:0.00} ({values.Min():0.00} to {values.Max():0.00})";
}
