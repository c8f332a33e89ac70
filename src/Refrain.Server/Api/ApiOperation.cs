using System.Text.Json.Serialization.Metadata;
using Refrain.Core;

namespace Refrain.Server.Api;

/// <summary>One of Refrain's own endpoints: where it is, what it takes and gives, and who answers. Routes and the OpenAPI document are made from it.</summary>
internal sealed record ApiOperation
{
    private static readonly (int Status, string When) Invalid = (400, "The request is wrong; the message names the place and the remedy.");
    private static readonly (int Status, string When) NotFound = (404, "What the request names is not there.");

    /// <summary><c>GET</c> or <c>POST</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Its path, with names in braces for what varies.</summary>
    public required string Path { get; init; }

    /// <summary>Its name in the OpenAPI document.</summary>
    public required string OperationId { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Those of the path, then those of the query.</summary>
    public ValueList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The shape of its body; null when it has none.</summary>
    public JsonTypeInfo? Request { get; init; }

    /// <summary>The shape of its answer; null for an answer that is no JSON of a fixed shape.</summary>
    public JsonTypeInfo? Response { get; init; }

    /// <summary>What the answer is on the wire.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The errors a caller must expect, by HTTP status.</summary>
    public ValueList<(int Status, string When)> Errors => Parameters.Any(parameter => parameter.In == ApiParameter.Path) ? [Invalid, NotFound] : [Invalid];

    /// <summary>The class that answers; one object of it serves all calls.</summary>
    public required Type Endpoint { get; init; }

    /// <summary>Answers a call.</summary>
    public required Func<IServiceProvider, ApiCall, Task> AnswerAsync { get; init; }

    /// <summary>An operation that is asked by address alone and answers with a document.</summary>
    public static ApiOperation Get<TEndpoint, TOutput>(
        string path, string operationId, string summary, JsonTypeInfo<TOutput> response, Func<TEndpoint, ApiCall, Task<TOutput>> answer, params ValueList<ApiParameter> query)
        where TEndpoint : class => new()
        {
            Method = "GET",
            Path = path,
            OperationId = operationId,
            Summary = summary,
            Parameters = [.. ApiParameter.OfPath(path), .. query],
            Response = response,
            Endpoint = typeof(TEndpoint),
            AnswerAsync = async (services, call) => await call.AnswerAsync(await answer(services.GetRequiredService<TEndpoint>(), call), response),
        };

    /// <summary>An operation that takes a document and answers with one.</summary>
    public static ApiOperation Post<TEndpoint, TInput, TOutput>(
        string path, string operationId, string summary, JsonTypeInfo<TInput> request, JsonTypeInfo<TOutput> response, Func<TEndpoint, ApiCall, TInput, Task<TOutput>> answer)
        where TEndpoint : class => new()
        {
            Method = "POST",
            Path = path,
            OperationId = operationId,
            Summary = summary,
            Parameters = ApiParameter.OfPath(path),
            Request = request,
            Response = response,
            Endpoint = typeof(TEndpoint),
            AnswerAsync = async (services, call) => await call.AnswerAsync(await answer(services.GetRequiredService<TEndpoint>(), call, call.Body(request)), response),
        };

    /// <summary>An operation that writes its answer itself, while it comes into being.</summary>
    public static ApiOperation Stream<TEndpoint>(
        string path, string operationId, string summary, string contentType, Func<TEndpoint, ApiCall, Task> answer, params ValueList<ApiParameter> query)
        where TEndpoint : class => new()
        {
            Method = "GET",
            Path = path,
            OperationId = operationId,
            Summary = summary,
            Parameters = [.. ApiParameter.OfPath(path), .. query],
            ContentType = contentType,
            Endpoint = typeof(TEndpoint),
            AnswerAsync = (services, call) => answer(services.GetRequiredService<TEndpoint>(), call),
        };
}
