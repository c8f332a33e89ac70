using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class CreateProcessingJobOperation(CreateJob createJob) : IOperation<DocumentInput, ProcessingJobOutput>
{
    public async Task<ProcessingJobOutput> AnswerAsync(DocumentInput input, Caller caller, CancellationToken cancellationToken)
    {
        return new ProcessingJobOutput(await createJob.HandleAsync(new CreateJobRequest(caller, JobKind.ProcessingJob, input.Document), cancellationToken));
    }
}
