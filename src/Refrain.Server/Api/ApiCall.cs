using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refrain.Engine.Requests;
using Refrain.Server.Http;

namespace Refrain.Server.Api;

/// <summary>A call of one of Refrain's own endpoints, as its handler sees it.</summary>
internal sealed class ApiCall(HttpContext context)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Who asks.</summary>
    public Caller Caller => IncomingRequest.Of(context).Caller;

    /// <summary>The caller hung up.</summary>
    public CancellationToken Cancellation => context.RequestAborted;

    /// <summary>For answers that are not JSON.</summary>
    public HttpResponse Response => context.Response;

    /// <summary>A part of the path, by its name in the operation's path.</summary>
    public string Path(string name) => context.Request.RouteValues[name] as string ?? "";

    /// <summary>A query parameter; null when it is absent or empty.</summary>
    public string? Query(string name) => context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The body as the shape that the operation takes.</summary>
    /// <exception cref="Engine.RefusalException">It does not fit.</exception>
    public T Body<T>(JsonTypeInfo<T> shape) => ApiBody.Read(IncomingRequest.Of(context).Body, shape);

    /// <summary>Answers with a document: the one place where Refrain's own answers are written.</summary>
    public async Task AnswerAsync<T>(T document, JsonTypeInfo<T> shape)
    {
        context.Response.ContentType = "application/json";
        var writer = new Utf8JsonWriter(context.Response.BodyWriter, Writing);
        await using (writer)
        {
            JsonSerializer.Serialize(writer, document, shape);
        }
    }

    /// <summary>Refuses query parameters that the operation does not have: a misspelt one must not be taken for absent.</summary>
    public void RefuseOtherQueries(ApiOperation operation)
    {
        var known = operation.Parameters.Where(parameter => parameter.In == ApiParameter.Query).Select(parameter => parameter.Name).ToList();
        var other = context.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name) && !name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase));
        if (other is not null)
        {
            throw Engine.RefusalException.Invalid(
                $"{operation.OperationId} has no query parameter '{other}': {(known.Count == 0 ? "it takes none" : $"expected {string.Join(", ", known)}")}.");
        }
    }
}
