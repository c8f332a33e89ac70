using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class CreateModelPackageGroupOperation(ModelPackageGroups groups) : IOperation<CreateModelPackageGroupInput, ModelPackageGroupOutput>
{
    public async Task<ModelPackageGroupOutput> AnswerAsync(CreateModelPackageGroupInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await groups.CreateAsync(caller, input.ModelPackageGroupName.Checked(), input.ModelPackageGroupDescription, input.Tags.ToTags(), cancellationToken));
}
