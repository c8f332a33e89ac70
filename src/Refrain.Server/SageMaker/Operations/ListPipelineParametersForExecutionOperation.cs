using System.Globalization;
using Refrain.Core;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>Every declared parameter with its effective value, in the definition's order: what SDKs hand back whole to another start.</summary>
internal sealed class ListPipelineParametersForExecutionOperation(ExecutionReader executions)
    : IOperation<ListPipelineParametersInput, ListPipelineParametersOutput>
{
    public async Task<ListPipelineParametersOutput> AnswerAsync(ListPipelineParametersInput input, Caller caller, CancellationToken cancellationToken)
    {
        var execution = await executions.GetAsync(input.PipelineExecutionArn.Checked(), cancellationToken);
        var question = $"ListPipelineParametersForExecution {execution.Arn}";
        var from = PageToken.Read(question, input.NextToken) is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        var all = execution.Plan.Parameters;
        var shown = all.Skip(from).Take(PageToken.Size(input.MaxResults)).Select(one => new ParameterShape { Name = one.Name, Value = one.Value }).ToValueList();
        var next = from + shown.Count;
        return new ListPipelineParametersOutput(shown, next < all.Count ? PageToken.Write(question, $"{next}") : null);
    }
}
