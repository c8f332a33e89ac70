using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Refrain.Server.Http;

/// <summary>An operation of a service that is asked in JSON: its input's shape in, its output's shape out.</summary>
internal sealed record JsonOperation(string Name, Func<IncomingRequest, CancellationToken, Task<byte[]>> AnswerAsync)
{
    /// <summary>An operation from its shapes and what answers it.</summary>
    public static JsonOperation Of<TInput, TOutput>(
        string name, JsonTypeInfo<TInput> reads, JsonTypeInfo<TOutput> writes, Func<TInput, IncomingRequest, CancellationToken, Task<TOutput>> answer) => new(
            name,
            async (request, cancellationToken) =>
                JsonSerializer.SerializeToUtf8Bytes(await answer(Read(request.Body, reads), request, cancellationToken), writes));

    private static TInput Read<TInput>(ReadOnlyMemory<byte> body, JsonTypeInfo<TInput> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body.IsEmpty ? "{}"u8 : body.Span, type) ?? throw NotRead("the document is null; expected an object");
        }
        catch (JsonException error)
        {
            throw NotRead(error.InnerException is JsonException or null && error.Path is null or "$"
                ? $"it is not JSON, or no object ({error.Message.Split(" Path: ")[0].TrimEnd('.')})"
                : $"the value at {error.Path} has the wrong JSON type");
        }
    }

    private static WireErrorException NotRead(string problem) => new("SerializationException", 400, $"The request cannot be read: {problem}.");
}
