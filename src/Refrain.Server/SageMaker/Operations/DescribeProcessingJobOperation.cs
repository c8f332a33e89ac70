using Refrain.Core;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribeProcessingJobOperation(IJobStore jobs) : IOperation<DescribeProcessingJobInput, RawJson>
{
    public async Task<RawJson> AnswerAsync(DescribeProcessingJobInput input, Caller caller, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(caller.Scope, JobKind.ProcessingJob, input.ProcessingJobName.Checked(), cancellationToken);
        return job?.Document ?? throw RefusalException.Invalid("Requested resource not found.");
    }
}
