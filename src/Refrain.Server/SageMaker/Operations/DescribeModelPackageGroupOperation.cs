using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribeModelPackageGroupOperation(ModelPackageGroups groups) : IOperation<DescribeModelPackageGroupInput, DescribeModelPackageGroupOutput>
{
    public async Task<DescribeModelPackageGroupOutput> AnswerAsync(DescribeModelPackageGroupInput input, Caller caller, CancellationToken cancellationToken)
    {
        var group = await groups.GetAsync(caller, input.ModelPackageGroupName.Checked(), cancellationToken);
        return new DescribeModelPackageGroupOutput
        {
            ModelPackageGroupName = group.Name,
            ModelPackageGroupArn = group.Arn,
            ModelPackageGroupDescription = group.Description,
            CreationTime = group.CreatedAt,
            CreatedBy = new UserContextShape(group.CreatedBy),
            ModelPackageGroupStatus = "Completed",
        };
    }
}
