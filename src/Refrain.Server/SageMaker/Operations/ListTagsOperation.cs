using Refrain.Core;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>By key: the key is the position, so pages stay true while tags are added.</summary>
internal sealed class ListTagsOperation(ResourceTags tags) : IOperation<ListTagsInput, ListTagsOutput>
{
    public async Task<ListTagsOutput> AnswerAsync(ListTagsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var arn = input.ResourceArn.Checked();
        var after = PageToken.Read(arn, input.NextToken);
        var left = (await tags.ListAsync(arn, cancellationToken)).Where(tag => after is null || string.CompareOrdinal(tag.Key, after) > 0).OrderBy(tag => tag.Key, StringComparer.Ordinal).ToList();
        var page = left.Take(PageToken.Size(input.MaxResults)).ToValueList();
        return new ListTagsOutput(page.ToShapes(), left.Count > page.Count ? PageToken.Write(arn, page[^1].Key) : null);
    }
}
