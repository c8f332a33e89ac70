using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refrain.Core;
using Refrain.Engine.Requests;
using Refrain.Server.Http;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker;

/// <summary>An operation of the wire: its input's shape in, its output's shape out, no logic in between.</summary>
internal interface IOperation<TInput, TOutput>
{
    Task<TOutput> AnswerAsync(TInput input, Caller caller, CancellationToken cancellationToken);
}

/// <summary>An operation as the table has it: bytes in, bytes out.</summary>
internal sealed record Operation(string Name, Func<ReadOnlyMemory<byte>, Caller, CancellationToken, Task<byte[]>> AnswerAsync)
{
    public static Operation Of<TInput, TOutput>(string name, IOperation<TInput, TOutput> operation, Limits limits)
        where TInput : class, IInput, new()
    {
        var (reads, write) = (WireJson.TypeInfo<TInput>(), Writer<TOutput>());
        return new Operation(name, async (body, caller, cancellationToken) =>
        {
            var input = Read(body, reads);
            var check = new ShapeCheck(limits);
            input.Check(check);
            check.RefuseErrors();
            return write(await operation.AnswerAsync(input, caller, cancellationToken));
        });
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

    private static TInput Read<TInput>(ReadOnlyMemory<byte> body, JsonTypeInfo<TInput> type)
        where TInput : class, new()
    {
        if (body.IsEmpty)
        {
            return new TInput();
        }

        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw NotRead("the document is null; expected an object");
        }
        catch (JsonException error)
        {
            throw NotRead(JsonShape.Problem(error, typeof(TInput)));
        }
    }

    private static WireErrorException NotRead(string problem) => new("SerializationException", 400, $"The request cannot be read: {problem}.");
}
