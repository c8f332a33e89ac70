using Abalone.Evaluate;
using Abalone.Shared;
using Abalone.Shared.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

return StepProgram.Run("Abalone.Evaluate", () =>
{
    var processing = JobPaths.OfThisProcess.Processing;
    var rows = LabelledRows.Read(Path.Combine(processing, "test"));

    var ml = new MLContext();
    var model = ModelArchive.Load(ml, Path.Combine(processing, "model", "model.tar.gz"));
    var scored = model.Transform(ml.Data.LoadFromEnumerable(rows));
    var report = EvaluationReport.Of(scored.GetColumn<float>("Label"), scored.GetColumn<float>("Score"));

    report.Write(Path.Combine(processing, "evaluation"));
    Console.WriteLine($"rows:{report.Rows}");
    Console.WriteLine($"mse:{report.MeanSquaredError}");
});
