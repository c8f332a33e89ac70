using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribeTrialOperation(Experiments experiments) : IOperation<TrialInput, DescribeTrialOutput>
{
    public async Task<DescribeTrialOutput> AnswerAsync(TrialInput input, Caller caller, CancellationToken cancellationToken)
    {
        var found = await experiments.GetAsync(caller, ExperimentKind.Trial, input.TrialName.Checked(), cancellationToken);
        return new DescribeTrialOutput
        {
            TrialName = found.Name,
            TrialArn = found.Arn,
            DisplayName = found.DisplayName ?? found.Name,
            ExperimentName = found.Experiment,
            CreationTime = found.CreatedAt,
            CreatedBy = new UserContextShape(found.CreatedBy),
            LastModifiedTime = found.ModifiedAt,
            LastModifiedBy = new UserContextShape(found.ModifiedBy),
            MetadataProperties = found.Document.Parse().Member("MetadataProperties"),
        };
    }
}
