namespace Refrain.Server.Http;

/// <summary>Takes a request in and gives it an id, which users quote from their error texts.</summary>
internal sealed class AssignRequestId(RequestDelegate next, TimeProvider clock, ILogger<AssignRequestId> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Read(context, Guid.CreateVersion7(clock.GetUtcNow()).ToString());
        context.Features.Set(request);
        context.Response.Headers[request.Door == Door.S3 ? "x-amz-request-id" : "x-amzn-RequestId"] = request.Id;
        using var scope = logger.BeginScope(new RequestScope(request.Id));
        await next(context);
    }
}

/// <summary>Puts the request's id beside everything that is logged for it. A list, as providers of logs read it.</summary>
internal sealed class RequestScope(string id) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <inheritdoc />
    public int Count => 1;

    /// <inheritdoc />
    public KeyValuePair<string, object?> this[int index] => index == 0 ? new("RequestId", id) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    /// <inheritdoc />
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
