using Refrain.Cli.Api;

namespace Refrain.Cli.Demo;

/// <summary>What a selective run must have done: these steps and no others, the rest taken from the reference and nowhere else.</summary>
/// <param name="Ran">The steps that were selected and reached.</param>
/// <param name="Reused">The steps that were taken from the reference.</param>
/// <param name="Reference">As it ended.</param>
internal sealed record RunScope(IReadOnlyList<string> Ran, IReadOnlyList<string> Reused, ExecutionSnapshot Reference)
{
    /// <summary>Checks an execution that has ended.</summary>
    /// <param name="expectations">Where the answers go.</param>
    /// <param name="run">The execution.</param>
    /// <param name="selected">What it was asked for.</param>
    /// <param name="status">How it must have ended.</param>
    /// <exception cref="UnmetExpectationException">It ended otherwise.</exception>
    public void Check(Expectations expectations, ExecutionSnapshot run, IReadOnlyList<string> selected, string status)
    {
        expectations.Require("the status of the execution", status, run.Execution.Status);
        expectations.Expect("the steps that ran", Ran, run.Steps.Where(step => !step.WasReused).Select(step => step.Name));
        expectations.Expect("the steps that were reused", Reused, run.Steps.Where(step => step.WasReused).Select(step => step.Name));
        expectations.Expect("the selection that the execution reports", selected, run.Execution.SelectedSteps);
        foreach (var step in Reused)
        {
            expectations.Expect($"where {step} was reused from", Reference.Execution.Arn, run.Step(step)?.ReusedFromArn);
            expectations.Expect($"the job behind the reused {step}", Reference.Step(step)?.MadeArn ?? "", run.Step(step)?.MadeArn);
        }
    }
}
