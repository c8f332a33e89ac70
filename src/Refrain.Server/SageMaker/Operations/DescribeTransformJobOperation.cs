using Refrain.Core;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribeTransformJobOperation(IJobStore jobs) : IOperation<DescribeTransformJobInput, RawJson>
{
    public async Task<RawJson> AnswerAsync(DescribeTransformJobInput input, Caller caller, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(caller.Scope, JobKind.TransformJob, input.TransformJobName.Checked(), cancellationToken);
        return job?.Document ?? throw RefusalException.Invalid("Requested resource not found.");
    }
}
