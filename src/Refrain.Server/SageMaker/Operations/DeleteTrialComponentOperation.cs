using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DeleteTrialComponentOperation(Experiments experiments) : IOperation<TrialComponentInput, TrialComponentOutput>
{
    public async Task<TrialComponentOutput> AnswerAsync(TrialComponentInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await experiments.DeleteAsync(caller, ExperimentKind.TrialComponent, input.TrialComponentName.Checked(), cancellationToken));
}
