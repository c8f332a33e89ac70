using Refrain.Cli.Api;
using Refrain.Cli.Printing;
using Spectre.Console;

namespace Refrain.Cli.Demo;

/// <summary>Models side by side: how far each is off on the rows it was trained with, on others, and on the test rows, where it was evaluated.</summary>
internal static class ModelTable
{
    public static void Show(Screen screen, params ReadOnlySpan<(ExecutionView Execution, TrainingJob Job, Evaluation? Evaluation)> models)
    {
        var table = Styles.NewTable(
            Styles.Narrow("MODEL OF EXECUTION"),
            Styles.Narrow("TRAIN RMSE").RightAligned(),
            Styles.Narrow("VALIDATION RMSE").RightAligned(),
            Styles.Narrow("TEST MSE").RightAligned());
        foreach (var (execution, job, evaluation) in models)
        {
            table.AddRow(
                Styles.Cell(execution.Id),
                Styles.Cell(job.Metric("train:rmse")),
                Styles.Cell(job.Metric("validation:rmse")),
                Styles.Cell(evaluation?.Text ?? "-"));
        }

        screen.Write(table);
    }
}
