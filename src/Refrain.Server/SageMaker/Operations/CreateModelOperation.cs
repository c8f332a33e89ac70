using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class CreateModelOperation(CreateModel createModel) : IOperation<DocumentInput, CreateModelOutput>
{
    public async Task<CreateModelOutput> AnswerAsync(DocumentInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await createModel.HandleAsync(new CreateModelRequest(caller, input.Document), cancellationToken));
}
