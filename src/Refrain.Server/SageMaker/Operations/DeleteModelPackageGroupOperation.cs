using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DeleteModelPackageGroupOperation(ModelPackageGroups groups) : IOperation<DescribeModelPackageGroupInput, EmptyOutput>
{
    public async Task<EmptyOutput> AnswerAsync(DescribeModelPackageGroupInput input, Caller caller, CancellationToken cancellationToken)
    {
        await groups.DeleteAsync(caller, input.ModelPackageGroupName.Checked(), cancellationToken);
        return new EmptyOutput();
    }
}
