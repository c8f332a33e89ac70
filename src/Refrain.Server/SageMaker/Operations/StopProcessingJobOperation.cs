using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class StopProcessingJobOperation(StopNamedJob stopJob) : IOperation<DescribeProcessingJobInput, EmptyOutput>
{
    public async Task<EmptyOutput> AnswerAsync(DescribeProcessingJobInput input, Caller caller, CancellationToken cancellationToken)
    {
        await stopJob.HandleAsync(new StopNamedJobRequest(caller, JobKind.ProcessingJob, input.ProcessingJobName.Checked()), cancellationToken);
        return new EmptyOutput();
    }
}
