using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribeTrialComponentOperation(Experiments experiments, TrialComponentReader reader) : IOperation<TrialComponentInput, DescribeTrialComponentOutput>
{
    public async Task<DescribeTrialComponentOutput> AnswerAsync(TrialComponentInput input, Caller caller, CancellationToken cancellationToken)
    {
        var found = await experiments.GetAsync(caller, ExperimentKind.TrialComponent, input.TrialComponentName.Checked(), cancellationToken);
        var said = await reader.ReadAsync(found, cancellationToken);
        var source = SourceShape.Of(found.SourceArn);
        return new DescribeTrialComponentOutput
        {
            TrialComponentName = found.Name,
            TrialComponentArn = found.Arn,
            DisplayName = found.DisplayName ?? found.Name,
            Source = source,
            Status = said["Status"],
            StartTime = said["StartTime"],
            EndTime = said["EndTime"],
            CreationTime = found.CreatedAt,
            CreatedBy = new UserContextShape(found.CreatedBy),
            LastModifiedTime = found.ModifiedAt,
            LastModifiedBy = new UserContextShape(found.ModifiedBy),
            Parameters = said["Parameters"],
            InputArtifacts = said["InputArtifacts"],
            OutputArtifacts = said["OutputArtifacts"],
            MetadataProperties = said["MetadataProperties"],
            Sources = source is null ? null : [source],
        };
    }
}
