using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Server.Api;

/// <summary>Finds the execution that a path names.</summary>
internal sealed class ExecutionFinder(IExecutionNames names, ExecutionReader executions)
{
    /// <summary>The execution whose id stands in the path under that name.</summary>
    /// <exception cref="RefusalException">There is none of that id.</exception>
    public async Task<ExecutionRecord> GetAsync(ApiCall call, string parameter = "executionId")
    {
        var id = call.Path(parameter);
        var arn = await names.FindArnAsync(id, call.Cancellation) ?? throw RefusalException.NotFound($"There is no execution with the id '{id}'.");
        return await executions.GetAsync(arn.ToString(), call.Cancellation);
    }
}
