namespace Refrain.Server.Http;

/// <summary>Takes a request in and gives it an id, which users quote from their error texts.</summary>
internal sealed class AssignRequestId(RequestDelegate next, TimeProvider clock, ILogger<AssignRequestId> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Read(context, Guid.CreateVersion7(clock.GetUtcNow()).ToString());
        context.Features.Set(request);
        context.Response.Headers[request.Door == Door.S3 ? "x-amz-request-id" : "x-amzn-RequestId"] = request.Id;
        using var scope = logger.OfRequest(request.Id);
        await next(context);
    }
}
