using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class CreateTrainingJobOperation(CreateJob createJob) : IOperation<DocumentInput, TrainingJobOutput>
{
    public async Task<TrainingJobOutput> AnswerAsync(DocumentInput input, Caller caller, CancellationToken cancellationToken)
    {
        return new TrainingJobOutput(await createJob.HandleAsync(new CreateJobRequest(caller, JobKind.TrainingJob, input.Document), cancellationToken));
    }
}
