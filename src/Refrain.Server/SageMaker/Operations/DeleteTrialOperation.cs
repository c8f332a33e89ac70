using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DeleteTrialOperation(Experiments experiments) : IOperation<TrialInput, TrialOutput>
{
    public async Task<TrialOutput> AnswerAsync(TrialInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await experiments.DeleteAsync(caller, ExperimentKind.Trial, input.TrialName.Checked(), cancellationToken));
}
