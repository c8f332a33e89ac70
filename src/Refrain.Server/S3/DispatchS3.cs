using Refrain.Server.Http;

namespace Refrain.Server.S3;

/// <summary>Serves what knocks at S3's door.</summary>
internal sealed class DispatchS3(RequestDelegate next, S3Router router, HostNames hosts, ILogger<DispatchS3> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Of(context);
        if (request.Door != Door.S3)
        {
            return next(context);
        }

        logger.AskedS3(request.Id, request.Wire.Method, request.Wire.Path, request.Caller.Name);
        return router.AnswerAsync(new S3Call(context, hosts));
    }
}
