using Refrain.Core;
using Refrain.Core.Steps.Model;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribeModelOperation(IModelStore models) : IOperation<DescribeModelInput, RawJson>
{
    public async Task<RawJson> AnswerAsync(DescribeModelInput input, Caller caller, CancellationToken cancellationToken)
    {
        var name = input.ModelName.Checked();
        return await models.FindModelAsync(caller.Scope, name, cancellationToken) is { } model
            ? ModelStepType.Describe(model.Document.Parse(), model.Name, model.Arn, model.CreatedAt)
            : throw RefusalException.Invalid($"Could not find model \"{caller.Scope.Arn($"model/{name}")}\".");
    }
}
