using Refrain.Core;
using Refrain.Core.Steps.RegisterModel;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Work;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>A package is named by its ARN, or as GROUP/VERSION.</summary>
internal sealed class DescribeModelPackageOperation(IModelStore models) : IOperation<DescribeModelPackageInput, RawJson>
{
    public async Task<RawJson> AnswerAsync(DescribeModelPackageInput input, Caller caller, CancellationToken cancellationToken) =>
        RegisterModelStepType.Describe((await models.GetPackageAsync(caller.Scope, input.ModelPackageName.Checked(), cancellationToken)).ToVersion());
}
