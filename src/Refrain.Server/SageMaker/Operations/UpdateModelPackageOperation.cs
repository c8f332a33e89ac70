using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class UpdateModelPackageOperation(ModelPackages packages) : IOperation<DocumentInput, ModelPackageOutput>
{
    public async Task<ModelPackageOutput> AnswerAsync(DocumentInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await packages.UpdateAsync(caller, input.Document, cancellationToken));
}
