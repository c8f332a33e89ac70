using Refrain.Server.Http;

namespace Refrain.Server.SageMaker;

/// <summary>Serves the operations of <see cref="OperationTable"/>: AWS JSON 1.1, <c>X-Amz-Target: SageMaker.NAME</c>.</summary>
internal sealed class DispatchSageMaker(RequestDelegate next, OperationTable operations, ILogger<DispatchSageMaker> logger)
{
    private const string Prefix = "SageMaker.";

    public async Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Of(context);
        if (request is not { Door: Door.Json, Service: "sagemaker" })
        {
            await next(context);
            return;
        }

        var operation = Find(context, request);
        logger.Asked(request.Id, operation.Name, request.Caller.Name);
        var answer = await operation.AnswerAsync(request.Body, request.Caller, context.RequestAborted);
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private Operation Find(HttpContext context, IncomingRequest request)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        if (!HttpMethods.IsPost(context.Request.Method) || !target.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw Unknown($"{context.Request.Method} {request.Wire.Path} with X-Amz-Target '{target}' names no operation: expected POST / with X-Amz-Target SageMaker.OPERATION.");
        }

        var name = target[Prefix.Length..];
        return operations.Find(name)
            ?? throw (NotOffered.Reason(name) is { } reason ? new WireErrorException(NotOffered.Code, 400, reason) : Unknown($"Refrain does not offer the operation '{name}'."));
    }

    private static WireErrorException Unknown(string message) => new("UnknownOperationException", 400, message);
}
