using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Refrain.Server.Sqs;

/// <summary>Everything that a request to SQS may hold; each operation takes what is its own.</summary>
internal sealed record SqsInput
{
    public string? QueueName { get; init; }

    public string? QueueUrl { get; init; }

    public string? QueueNamePrefix { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public Dictionary<string, string?>? Attributes { get; init; }

    public List<string?>? AttributeNames { get; init; }

    public List<string?>? MessageSystemAttributeNames { get; init; }

    public List<string?>? MessageAttributeNames { get; init; }

    public string? MessageBody { get; init; }

    public Dictionary<string, MessageAttribute?>? MessageAttributes { get; init; }

    public int? DelaySeconds { get; init; }

    public int? MaxNumberOfMessages { get; init; }

    public int? VisibilityTimeout { get; init; }

    public int? WaitTimeSeconds { get; init; }

    public string? ReceiptHandle { get; init; }

    public List<SqsEntry?>? Entries { get; init; }
}

/// <summary>An entry of a batch.</summary>
internal sealed record SqsEntry
{
    public string? Id { get; init; }

    public string? ReceiptHandle { get; init; }

    public int? VisibilityTimeout { get; init; }

    public string? MessageBody { get; init; }

    public Dictionary<string, MessageAttribute?>? MessageAttributes { get; init; }

    public int? DelaySeconds { get; init; }
}

internal sealed record MessageAttribute(string? DataType, string? StringValue, string? BinaryValue);

/// <summary>Everything that an answer of SQS may hold.</summary>
internal sealed record SqsOutput
{
    public string? QueueUrl { get; init; }

    public IReadOnlyList<string>? QueueUrls { get; init; }

    public string? NextToken { get; init; }

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    public string? MessageId { get; init; }

    [JsonPropertyName("MD5OfMessageBody")]
    public string? Md5OfMessageBody { get; init; }

    [JsonPropertyName("MD5OfMessageAttributes")]
    public string? Md5OfMessageAttributes { get; init; }

    public IReadOnlyList<SqsMessage>? Messages { get; init; }

    public IReadOnlyList<SqsDone>? Successful { get; init; }

    public IReadOnlyList<SqsNotDone>? Failed { get; init; }
}

internal sealed record SqsMessage
{
    public required string MessageId { get; init; }

    public required string ReceiptHandle { get; init; }

    [JsonPropertyName("MD5OfBody")]
    public required string Md5OfBody { get; init; }

    public required string Body { get; init; }

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    [JsonPropertyName("MD5OfMessageAttributes")]
    public string? Md5OfMessageAttributes { get; init; }

    public IReadOnlyDictionary<string, MessageAttribute>? MessageAttributes { get; init; }
}

/// <summary>An entry of a batch that was done.</summary>
internal sealed record SqsDone(string Id, string? MessageId = null)
{
    [JsonPropertyName("MD5OfMessageBody")]
    public string? Md5OfMessageBody { get; init; }

    [JsonPropertyName("MD5OfMessageAttributes")]
    public string? Md5OfMessageAttributes { get; init; }
}

/// <summary>An entry of a batch that was not.</summary>
internal sealed record SqsNotDone(string Id, bool SenderFault, string Code, string Message);

/// <summary>Every shape of SQS that crosses the wire or is stored.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SqsInput))]
[JsonSerializable(typeof(SqsOutput))]
internal sealed partial class SqsJson : JsonSerializerContext
{
    public static SqsJson Wire { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    });
}
