using Refrain.Server.Http;

namespace Refrain.Server.Api;

/// <summary>Serves the operations of <see cref="ApiTable"/>. Signed like everything else, with service <c>sagemaker</c>.</summary>
internal static class ApiEndpoints
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<ExecutionFinder>();
        foreach (var endpoint in ApiTable.All.Select(operation => operation.Endpoint).Distinct())
        {
            services.AddSingleton(endpoint);
        }
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var operation in ApiTable.All)
        {
            app.MapMethods(operation.Path, [operation.Method], context => AnswerAsync(operation, context));
        }

        // Without these, another method on a known path would be answered by the framework: 405, and not a word.
        foreach (var path in ApiTable.All.Select(operation => operation.Path).Distinct())
        {
            app.Map(path, AnswerUnknown);
        }
    }

    public static Task AnswerUnknown(HttpContext context) =>
        throw new WireErrorException("UnknownOperationException", 404, $"There is no {context.Request.Method} {context.Request.Path} in Refrain's API.");

    private static Task AnswerAsync(ApiOperation operation, HttpContext context)
    {
        var call = new ApiCall(context);
        call.RefuseOtherQueries(operation);
        return operation.AnswerAsync(context.RequestServices, call);
    }
}
