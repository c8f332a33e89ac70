using System.Globalization;
using Refrain.Core;
using Refrain.Core.Steps.RegisterModel;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Work;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>A package is named by its ARN, or as GROUP/VERSION.</summary>
internal sealed class DescribeModelPackageOperation(IModelStore models) : IOperation<DescribeModelPackageInput, RawJson>
{
    public async Task<RawJson> AnswerAsync(DescribeModelPackageInput input, Caller caller, CancellationToken cancellationToken)
    {
        var name = input.ModelPackageName.Checked().AfterSlash();
        var package = name.Split('/') is [var group, var version]
            ? await models.FindPackageAsync(caller.Scope, group, int.Parse(version, CultureInfo.InvariantCulture), cancellationToken)
            : null;
        return package is not null
            ? RegisterModelStepType.Describe(package.ToVersion())
            : throw RefusalException.Invalid($"Could not find model package \"{caller.Scope.Arn($"model-package/{name}")}\".");
    }
}
