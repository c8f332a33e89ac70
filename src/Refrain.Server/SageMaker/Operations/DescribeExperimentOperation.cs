using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribeExperimentOperation(Experiments experiments) : IOperation<ExperimentInput, DescribeExperimentOutput>
{
    public async Task<DescribeExperimentOutput> AnswerAsync(ExperimentInput input, Caller caller, CancellationToken cancellationToken)
    {
        var found = await experiments.GetAsync(caller, ExperimentKind.Experiment, input.ExperimentName.Checked(), cancellationToken);
        return new DescribeExperimentOutput
        {
            ExperimentName = found.Name,
            ExperimentArn = found.Arn,
            DisplayName = found.DisplayName ?? found.Name,
            Description = found.Document.Parse().Text("Description"),
            CreationTime = found.CreatedAt,
            CreatedBy = new UserContextShape(found.CreatedBy),
            LastModifiedTime = found.ModifiedAt,
            LastModifiedBy = new UserContextShape(found.ModifiedBy),
        };
    }
}
