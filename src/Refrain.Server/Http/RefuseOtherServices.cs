namespace Refrain.Server.Http;

/// <summary>Names the service that nobody here offers, in the protocol that its client speaks: an error that a user can read, no page of HTML and no silence.</summary>
internal sealed class RefuseOtherServices(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Of(context);
        return request.Door switch
        {
            Door.Json => throw Refusal(request, "UnknownOperationException", 400, $"X-Amz-Target {request.Header("x-amz-target") ?? "is missing"}"),
            Door.Query => throw Refusal(request, "InvalidAction", 400, $"Action {request.Operation}"),
            Door.Rest => throw Refusal(request, "UnknownOperationException", 404, $"{request.Wire.Method} {request.Wire.Path}"),
            _ => next(context),
        };
    }

    // The runtime of endpoints signs as sagemaker does, which is offered.
    private static WireErrorException Refusal(IncomingRequest request, string code, int status, string asked) => new(
        code,
        status,
        request.Service == "sagemaker"
            ? $"Refrain offers SageMaker's operations at POST / with X-Amz-Target, and nothing else of it ({asked})."
            : $"Refrain does not offer the service '{request.Service}' ({asked}). Point AWS_ENDPOINT_URL_<SERVICE> elsewhere for it.");
}
