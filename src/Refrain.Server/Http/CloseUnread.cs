using Refrain.Aws.S3;

namespace Refrain.Server.Http;

/// <summary>
/// A client that asks first (<c>Expect: 100-continue</c>) and is answered at once, with a refusal, does not send the body it announced. The next bytes on that connection
/// would be taken for it, so the connection ends with the answer.
/// </summary>
internal sealed class CloseUnread(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.Expect.Count > 0)
        {
            var body = new WatchedBody(context.Request.Body);
            context.Request.Body = body;
            context.Response.OnStarting(() =>
            {
                if (!body.WasAskedFor)
                {
                    context.Response.Headers.Connection = "close";
                }

                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    /// <summary>Knows whether somebody began to read it: that is when the client is told to go on.</summary>
    private sealed class WatchedBody(Stream inner) : ReadOnlyStream
    {
        public bool WasAskedFor { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            WasAskedFor = true;
            return inner.ReadAsync(buffer, cancellationToken);
        }
    }
}
