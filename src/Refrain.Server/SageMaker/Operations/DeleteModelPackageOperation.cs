using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DeleteModelPackageOperation(ModelPackages packages) : IOperation<DeleteModelPackageInput, EmptyOutput>
{
    public async Task<EmptyOutput> AnswerAsync(DeleteModelPackageInput input, Caller caller, CancellationToken cancellationToken)
    {
        await packages.DeleteAsync(caller, input.ModelPackageName.Checked(), cancellationToken);
        return new EmptyOutput();
    }
}
