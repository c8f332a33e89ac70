using Refrain.Cli.Executions;
using Refrain.Cli.Pipelines;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Demo;

/// <summary>Raw data to registered model: every step runs.</summary>
internal static class WholePipelineChapter
{
    public static async Task TellAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        await stage.CreatePipelineAsync(cancellationToken);
        stage.Screen.Line();
        if (PipelineSketch.Read(stage.Definition) is { } sketch)
        {
            stage.Screen.Write(PipelineTree.Draw(AbaloneSample.Pipeline, sketch));
            stage.Screen.Line();
        }

        var run = await stage.RunAsync(new StartRequest(AbaloneSample.Pipeline, [], null, false, []), quiet: false, cancellationToken);
        stage.Expectations.Require("the status of the execution", "Succeeded", run.Execution.Status);
        stage.Expectations.Expect(
            "the steps that ran",
            [AbaloneSteps.Preprocess, AbaloneSteps.Train, AbaloneSteps.Evaluate, AbaloneSteps.MseCheck, AbaloneSteps.Register, AbaloneSteps.CreateModel],
            run.Steps.Where(step => !step.WasReused).Select(step => step.Name));
        stage.Expectations.Expect("the steps that were reused", [], run.Steps.Where(step => step.WasReused).Select(step => step.Name));
        stage.Expectations.Expect("steps that did not succeed", [], run.Steps.Where(step => step.Status != "Succeeded").Select(step => step.Name));
        stage.Expectations.Expect("the outcome of the condition", "True", run.Step(AbaloneSteps.MseCheck)?.Outcome);
        stage.WholeRun = run;

        await TrainerAccount.SayAsync(stage, run, cancellationToken);
        await RegisteredModel.ShowAsync(stage, run, cancellationToken);
    }
}
