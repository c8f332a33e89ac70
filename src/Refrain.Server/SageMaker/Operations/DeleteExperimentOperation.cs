using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DeleteExperimentOperation(Experiments experiments) : IOperation<ExperimentInput, ExperimentOutput>
{
    public async Task<ExperimentOutput> AnswerAsync(ExperimentInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await experiments.DeleteAsync(caller, ExperimentKind.Experiment, input.ExperimentName.Checked(), cancellationToken));
}
