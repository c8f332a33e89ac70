using Refrain.Core;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DeleteTagsOperation(ResourceTags tags) : IOperation<DeleteTagsInput, EmptyOutput>
{
    public async Task<EmptyOutput> AnswerAsync(DeleteTagsInput input, Caller caller, CancellationToken cancellationToken)
    {
        await tags.RemoveAsync(input.ResourceArn.Checked(), input.TagKeys.Checked().OfType<string>().ToValueList(), cancellationToken);
        return new EmptyOutput();
    }
}
