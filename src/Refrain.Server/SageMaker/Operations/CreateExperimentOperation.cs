using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class CreateExperimentOperation(Experiments experiments) : IOperation<DocumentInput, ExperimentOutput>
{
    public async Task<ExperimentOutput> AnswerAsync(DocumentInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await experiments.CreateAsync(caller, ExperimentKind.Experiment, input.Document, cancellationToken));
}
