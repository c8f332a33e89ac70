using System.Text.Json.Nodes;
using Refrain.Core;
using Refrain.Core.Steps.RegisterModel;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Work;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>A package is named by its ARN, or as GROUP/VERSION. Who asks for metadata only is not told its model card.</summary>
internal sealed class DescribeModelPackageOperation(IModelStore models) : IOperation<DescribeModelPackageInput, RawJson>
{
    public async Task<RawJson> AnswerAsync(DescribeModelPackageInput input, Caller caller, CancellationToken cancellationToken)
    {
        var package = await models.GetPackageAsync(caller.Scope, input.ModelPackageName.Checked(), cancellationToken);
        var described = RegisterModelStepType.Describe(package.ToVersion());
        return input.IncludedData == "MetadataOnly" && JsonNode.Parse(described.Text) is JsonObject document && document.Remove("ModelCard") ? new RawJson(document.ToJsonString()) : described;
    }
}
