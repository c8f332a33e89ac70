using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class StopTransformJobOperation(StopNamedJob stopJob) : IOperation<DescribeTransformJobInput, EmptyOutput>
{
    public async Task<EmptyOutput> AnswerAsync(DescribeTransformJobInput input, Caller caller, CancellationToken cancellationToken)
    {
        await stopJob.HandleAsync(new StopNamedJobRequest(caller, JobKind.TransformJob, input.TransformJobName.Checked()), cancellationToken);
        return new EmptyOutput();
    }
}
