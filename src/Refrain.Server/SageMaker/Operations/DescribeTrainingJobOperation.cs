using Refrain.Core;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribeTrainingJobOperation(IJobStore jobs) : IOperation<DescribeTrainingJobInput, RawJson>
{
    public async Task<RawJson> AnswerAsync(DescribeTrainingJobInput input, Caller caller, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(caller.Scope, JobKind.TrainingJob, input.TrainingJobName.Checked(), cancellationToken);
        return job?.Document ?? throw RefusalException.Invalid("Requested resource not found.");
    }
}
