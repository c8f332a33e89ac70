using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class CreateTransformJobOperation(CreateJob createJob) : IOperation<DocumentInput, TransformJobOutput>
{
    public async Task<TransformJobOutput> AnswerAsync(DocumentInput input, Caller caller, CancellationToken cancellationToken)
    {
        return new TransformJobOutput(await createJob.HandleAsync(new CreateJobRequest(caller, JobKind.TransformJob, input.Document), cancellationToken));
    }
}
