using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refrain.Core;
using Refrain.Core.Steps.Shapes;
using Refrain.Engine;
using Refrain.Engine.Requests;
using Refrain.Server.Http;
using Refrain.Server.SageMaker.ApiModel;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker;

/// <summary>An operation of the wire: its input's shape in, its output's shape out, no logic in between.</summary>
internal interface IOperation<TInput, TOutput>
{
    Task<TOutput> AnswerAsync(TInput input, Caller caller, CancellationToken cancellationToken);
}

/// <summary>An operation as the table has it: bytes in, bytes out. Inputs are held against the API model before anybody else sees them.</summary>
internal sealed record Operation(string Name, Type Input, Type Output, Func<ReadOnlyMemory<byte>, Caller, CancellationToken, Task<byte[]>> AnswerAsync)
{
    public static Operation Of<TInput, TOutput>(string name, IOperation<TInput, TOutput> operation, Limits limits)
        where TInput : IInput
    {
        var (read, write) = (Reader<TInput>(OperationModel.Input(name)), Writer<TOutput>());
        return new Operation(name, typeof(TInput), typeof(TOutput), async (body, caller, cancellationToken) =>
        {
            using var document = Parse(body);
            Check(document.RootElement, OperationModel.Input(name), limits);
            return write(await operation.AnswerAsync(read(document.RootElement), caller, cancellationToken));
        });
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
        }
        catch (JsonException error)
        {
            throw NotRead($"it is not JSON ({error.Message.TrimEnd('.')})");
        }
    }

    private static void Check(JsonElement input, RequestShape shape, Limits limits)
    {
        if (input.UnreadableAt("$") is { } place)
        {
            throw NotRead($"the text at {place} is not Unicode");
        }

        if (InputKinds.Problem(input, shape) is { } problem)
        {
            throw NotRead(problem);
        }

        if (InputConstraints.Errors(input, shape, limits) is { Count: > 0 } errors)
        {
            throw RefusalException.Invalid($"{errors.Count} validation error{(errors.Count == 1 ? "" : "s")} detected: {string.Join("; ", errors)}");
        }
    }

    /// <summary>A request that is kept as a document is read as one.</summary>
    private static Func<JsonElement, TInput> Reader<TInput>(RequestShape shape)
    {
        if (typeof(TInput) == typeof(DocumentInput))
        {
            return input => (TInput)(object)new DocumentInput(KnownMembers.Of(input, shape));
        }

        var reads = WireJson.TypeInfo<TInput>();
        return input => Deserialize(input, reads);
    }

    // The kinds are right by now; what is left is a whole number that no int can hold.
    private static TInput Deserialize<TInput>(JsonElement input, JsonTypeInfo<TInput> reads)
    {
        try
        {
            return input.Deserialize(reads) ?? throw new System.Diagnostics.UnreachableException("An object was read as null.");
        }
        catch (JsonException error)
        {
            throw NotRead($"the value at {error.Path} is too large");
        }
    }

    /// <summary>A document that Core wrote (the description of a job or model) goes out as it is.</summary>
    private static Func<TOutput, byte[]> Writer<TOutput>()
    {
        if (typeof(TOutput) == typeof(RawJson))
        {
            return output => Encoding.UTF8.GetBytes($"{output}");
        }

        var writes = WireJson.TypeInfo<TOutput>();
        return output => JsonSerializer.SerializeToUtf8Bytes(output, writes);
    }

    private static WireErrorException NotRead(string problem) => new("SerializationException", 400, $"The request cannot be read: {problem}.");
}
