using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>Changes what an execution is called, and how many of its steps may run at once; null leaves the old one.</summary>
public sealed record UpdatePipelineExecutionRequest(string ExecutionArn, string? DisplayName, string? Description, int? MaxParallelSteps);

/// <inheritdoc cref="UpdatePipelineExecutionRequest"/>
public sealed class UpdatePipelineExecution(IExecutionStore executions, ExecutionReader reader, Coordinator coordinator, TimeProvider clock)
{
    /// <summary>The execution's ARN. A limit holds for steps that start from now on; those that run are left alone.</summary>
    /// <exception cref="RefusalException">There is no such execution.</exception>
    public async Task<string> HandleAsync(UpdatePipelineExecutionRequest request, CancellationToken cancellationToken)
    {
        var record = await reader.GetAsync(request.ExecutionArn, cancellationToken);
        var change = new ExecutionChange(request.DisplayName, request.Description, request.MaxParallelSteps, clock.GetUtcNow());
        if (!await executions.UpdateAsync(record.Arn, change, cancellationToken))
        {
            throw RefusalException.NotFound($"Pipeline execution '{record.Arn}' does not exist.");
        }

        if (request.MaxParallelSteps is not null && !record.HasEnded)
        {
            coordinator.Wake(record.Arn);
        }

        return record.Arn.ToString();
    }
}
