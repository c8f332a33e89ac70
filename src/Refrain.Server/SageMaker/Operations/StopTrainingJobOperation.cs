using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class StopTrainingJobOperation(StopNamedJob stopJob) : IOperation<DescribeTrainingJobInput, EmptyOutput>
{
    public async Task<EmptyOutput> AnswerAsync(DescribeTrainingJobInput input, Caller caller, CancellationToken cancellationToken)
    {
        await stopJob.HandleAsync(new StopNamedJobRequest(caller, JobKind.TrainingJob, input.TrainingJobName.Checked()), cancellationToken);
        return new EmptyOutput();
    }
}
