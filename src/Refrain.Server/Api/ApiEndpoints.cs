using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Server.Http;

namespace Refrain.Server.Api;

/// <summary>Refrain's own endpoints, beyond what AWS has. Signed like everything else, with service <c>sagemaker</c>.</summary>
internal static class ApiEndpoints
{
    public static void Register(IServiceCollection services) => services
        .AddSingleton<ExecutionFinder>()
        .AddSingleton<ExecutionSteps>()
        .AddSingleton<StepExplanations>()
        .AddSingleton<StepLogs>();

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/executions/{executionId}/steps", context => context.RequestServices.GetRequiredService<ExecutionSteps>().AnswerAsync(context));
        app.MapGet("/api/v1/executions/{executionId}/steps/{stepName}/explain", context => context.RequestServices.GetRequiredService<StepExplanations>().AnswerAsync(context));
        app.MapGet("/api/v1/executions/{executionId}/steps/{stepName}/logs", context => context.RequestServices.GetRequiredService<StepLogs>().AnswerAsync(context));
    }

    public static Task AnswerUnknown(HttpContext context) =>
        throw new WireErrorException("UnknownOperationException", 404, $"There is no {context.Request.Method} {context.Request.Path} in Refrain's API.");
}

/// <summary>Finds the execution that a path names.</summary>
internal sealed class ExecutionFinder(IExecutionNames names, ExecutionReader executions)
{
    /// <summary>The execution.</summary>
    /// <exception cref="RefusalException">There is none of that id.</exception>
    public async Task<ExecutionRecord> GetAsync(HttpContext context)
    {
        var id = context.Request.RouteValues["executionId"] as string ?? "";
        var arn = await names.FindArnAsync(id, context.RequestAborted) ?? throw RefusalException.NotFound($"There is no execution with the id '{id}'.");
        return await executions.GetAsync(arn.ToString(), context.RequestAborted);
    }
}
