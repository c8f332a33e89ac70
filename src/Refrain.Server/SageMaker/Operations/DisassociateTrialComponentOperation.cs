using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DisassociateTrialComponentOperation(Experiments experiments) : IOperation<TrialMemberInput, TrialMemberOutput>
{
    public async Task<TrialMemberOutput> AnswerAsync(TrialMemberInput input, Caller caller, CancellationToken cancellationToken)
    {
        var (trial, component) = await experiments.AssociateAsync(caller, input.TrialName.Checked(), input.TrialComponentName.Checked(), isMember: false, cancellationToken);
        return new TrialMemberOutput(component, trial);
    }
}
