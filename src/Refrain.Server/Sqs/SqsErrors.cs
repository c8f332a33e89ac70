using Refrain.Server.Http;

namespace Refrain.Server.Sqs;

/// <summary>The errors of SQS. JSON clients know them by a short name, older ones by that of the query protocol, which goes along in a header.</summary>
internal static class SqsErrors
{
    private static readonly Dictionary<string, string> QueryCodes = new()
    {
        ["QueueDoesNotExist"] = "AWS.SimpleQueueService.NonExistentQueue",
        ["QueueNameExists"] = "QueueAlreadyExists",
        ["EmptyBatchRequest"] = "AWS.SimpleQueueService.EmptyBatchRequest",
        ["TooManyEntriesInBatchRequest"] = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
        ["BatchEntryIdsNotDistinct"] = "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
        ["UnsupportedOperation"] = "AWS.SimpleQueueService.UnsupportedOperation",
        ["MessageNotInflight"] = "AWS.SimpleQueueService.MessageNotInflight",
    };

    public static WireErrorException NoQueue() => new("QueueDoesNotExist", 400, "The specified queue does not exist.");

    public static WireErrorException QueueExists(string attribute) =>
        new("QueueNameExists", 400, $"A queue already exists with the same name and a different value for attribute {attribute}.");

    public static WireErrorException Missing(string name) => new("MissingParameter", 400, $"The request must contain the parameter {name}.");

    public static WireErrorException Invalid(string message) => new("InvalidParameterValue", 400, message);

    public static WireErrorException Attribute(string message) => new("InvalidAttributeName", 400, message);

    public static WireErrorException Receipt() => new("ReceiptHandleIsInvalid", 400, "The input receipt handle is invalid.");

    public static WireErrorException NotInFlight() => new("MessageNotInflight", 400, "The message is not in flight: its visibility timeout has passed, or it was deleted.");

    public static WireErrorException Batch(string code, string message) => new(code, 400, message);

    /// <summary>The name of an error in the query protocol.</summary>
    public static string QueryCode(string code) => QueryCodes.GetValueOrDefault(code, code);
}
