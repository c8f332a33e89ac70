using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class UpdateTrialComponentOperation(Experiments experiments) : IOperation<DocumentInput, TrialComponentOutput>
{
    public async Task<TrialComponentOutput> AnswerAsync(DocumentInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await experiments.UpdateAsync(caller, ExperimentKind.TrialComponent, input.Document, cancellationToken));
}
