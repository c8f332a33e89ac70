using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DeleteModelOperation(IModelRegistry models) : IOperation<DescribeModelInput, EmptyOutput>
{
    public async Task<EmptyOutput> AnswerAsync(DescribeModelInput input, Caller caller, CancellationToken cancellationToken)
    {
        var name = input.ModelName.Checked();
        return await models.DeleteModelAsync(caller.Scope, name, cancellationToken)
            ? new EmptyOutput()
            : throw RefusalException.Invalid($"Could not find model \"{caller.Scope.Arn($"model/{name}")}\".");
    }
}
