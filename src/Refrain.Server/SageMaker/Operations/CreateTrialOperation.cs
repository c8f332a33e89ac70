using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class CreateTrialOperation(Experiments experiments) : IOperation<DocumentInput, TrialOutput>
{
    public async Task<TrialOutput> AnswerAsync(DocumentInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await experiments.CreateAsync(caller, ExperimentKind.Trial, input.Document, cancellationToken));
}
