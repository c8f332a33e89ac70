using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class AddTagsOperation(ResourceTags tags) : IOperation<AddTagsInput, AddTagsOutput>
{
    public async Task<AddTagsOutput> AnswerAsync(AddTagsInput input, Caller caller, CancellationToken cancellationToken) =>
        new((await tags.AddAsync(input.ResourceArn.Checked(), input.Tags.ToTags(), cancellationToken)).ToShapes());
}
