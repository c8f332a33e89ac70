using System.Text.Json.Nodes;
using Abalone.Shared;

namespace Abalone.Evaluate;

/// <summary>
/// How far the predictions are off: the mean of the squared errors, and the standard deviation of the errors, as in the
/// example that the pipeline follows.
/// </summary>
internal sealed record EvaluationReport(int Rows, double MeanSquaredError, double StandardDeviation)
{
    public static EvaluationReport Of(IEnumerable<float> labels, IEnumerable<float> scores)
    {
        var errors = labels.Zip(scores, (label, score) => (double)label - score).ToArray();
        var mean = errors.Average();
        var report = new EvaluationReport(
            errors.Length,
            errors.Average(error => error * error),
            Math.Sqrt(errors.Average(error => (error - mean) * (error - mean))));
        return double.IsFinite(report.MeanSquaredError)
            ? report
            : throw new StepFailureException("the model predicts values that are not numbers; train it again");
    }

    /// <summary>Writes <c>evaluation.json</c>, the property file that the pipeline's condition reads.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var json = new JsonObject
        {
            ["regression_metrics"] = new JsonObject
            {
                ["mse"] = new JsonObject { ["value"] = MeanSquaredError, ["standard_deviation"] = StandardDeviation },
            },
        };
        File.WriteAllText(Path.Combine(folder, "evaluation.json"), json.ToJsonString());
    }
}
