namespace Refrain.Server.Http;

/// <summary><c>GET /healthz</c>: <c>ok</c>, unsigned, from the moment requests are answered.</summary>
internal sealed class AnswerHealth(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (IncomingRequest.Of(context).Door != Door.Health)
        {
            return next(context);
        }

        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync("ok", context.RequestAborted);
    }
}
