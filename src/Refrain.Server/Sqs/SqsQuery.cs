using System.Globalization;
using System.Xml;
using Refrain.Aws.Query;

namespace Refrain.Server.Sqs;

/// <summary>SQS's older protocol: forms in, XML out, over the same operations.</summary>
internal static class SqsQuery
{
    /// <summary>The input of a form.</summary>
    public static SqsInput Read(QueryNode form) => new()
    {
        QueueName = form.Text("QueueName"),
        QueueUrl = form.Text("QueueUrl"),
        QueueNamePrefix = form.Text("QueueNamePrefix"),
        NextToken = form.Text("NextToken"),
        MaxResults = Number(form, "MaxResults"),
        Attributes = form.Map("Attribute", null, "Name", "Value").DistinctBy(one => one.Key).ToDictionary(one => one.Key, one => one.Value.Value),
        AttributeNames = [.. form.List("AttributeName", null).Select(one => one.Value)],
        MessageSystemAttributeNames = [.. form.List("MessageSystemAttributeName", null).Select(one => one.Value)],
        MessageAttributeNames = [.. form.List("MessageAttributeName", null).Select(one => one.Value)],
        MessageBody = form.Text("MessageBody"),
        MessageAttributes = Attributes(form),
        DelaySeconds = Number(form, "DelaySeconds"),
        MaxNumberOfMessages = Number(form, "MaxNumberOfMessages"),
        VisibilityTimeout = Number(form, "VisibilityTimeout"),
        WaitTimeSeconds = Number(form, "WaitTimeSeconds"),
        ReceiptHandle = form.Text("ReceiptHandle"),
        Entries = Entries(form),
    };

    /// <summary>The result of an operation; null for those that have none.</summary>
    public static Action<XmlWriter>? Write(string action, SqsOutput output) => action switch
    {
        "DeleteMessage" or "DeleteQueue" or "PurgeQueue" or "SetQueueAttributes" or "ChangeMessageVisibility" => null,
        _ => xml =>
        {
            xml.Text("QueueUrl", output.QueueUrl);
            xml.List(null, output.QueueUrls ?? [], (writer, item, url) => writer.Text(item, url), "QueueUrl");
            xml.Text("NextToken", output.NextToken);
            xml.Map(null, output.Attributes ?? new Dictionary<string, string>(), (writer, item, value) => writer.Text(item, value), "Attribute", "Name", "Value");
            xml.Text("MessageId", output.MessageId);
            xml.Text("MD5OfMessageBody", output.Md5OfMessageBody);
            xml.Text("MD5OfMessageAttributes", output.Md5OfMessageAttributes);
            xml.List(null, output.Messages ?? [], Message, "Message");
            xml.List(null, output.Successful ?? [], Done, $"{action}ResultEntry");
            xml.List(null, output.Failed ?? [], NotDone, "BatchResultErrorEntry");
        },
    };

    private static void Message(XmlWriter xml, string item, SqsMessage message) => xml.Structure(item, one =>
    {
        one.Text("MessageId", message.MessageId);
        one.Text("ReceiptHandle", message.ReceiptHandle);
        one.Text("MD5OfBody", message.Md5OfBody);
        one.Text("Body", message.Body);
        one.Map(null, message.Attributes ?? new Dictionary<string, string>(), (writer, name, value) => writer.Text(name, value), "Attribute", "Name", "Value");
        one.Text("MD5OfMessageAttributes", message.Md5OfMessageAttributes);
        one.Map(null, message.MessageAttributes ?? new Dictionary<string, MessageAttribute>(), Attribute, "MessageAttribute", "Name", "Value");
    });

    private static void Attribute(XmlWriter xml, string name, MessageAttribute attribute) => xml.Structure(name, value =>
    {
        value.Text("StringValue", attribute.StringValue);
        value.Text("BinaryValue", attribute.BinaryValue);
        value.Text("DataType", attribute.DataType);
    });

    private static void Done(XmlWriter xml, string item, SqsDone done) => xml.Structure(item, one =>
    {
        one.Text("Id", done.Id);
        one.Text("MessageId", done.MessageId);
        one.Text("MD5OfMessageBody", done.Md5OfMessageBody);
        one.Text("MD5OfMessageAttributes", done.Md5OfMessageAttributes);
    });

    private static void NotDone(XmlWriter xml, string item, SqsNotDone failed) => xml.Structure(item, one =>
    {
        one.Text("Id", failed.Id);
        one.Boolean("SenderFault", failed.SenderFault);
        one.Text("Code", SqsErrors.QueryCode(failed.Code));
        one.Text("Message", failed.Message);
    });

    private static List<SqsEntry?>? Entries(QueryNode form)
    {
        var name = form.Names.FirstOrDefault(one => one.EndsWith("BatchRequestEntry", StringComparison.Ordinal));
        return name is null ? null : [.. form.List(name, null).Select(entry => new SqsEntry
        {
            Id = entry.Text("Id"),
            ReceiptHandle = entry.Text("ReceiptHandle"),
            VisibilityTimeout = Number(entry, "VisibilityTimeout"),
            MessageBody = entry.Text("MessageBody"),
            MessageAttributes = Attributes(entry),
            DelaySeconds = Number(entry, "DelaySeconds"),
        })];
    }

    private static Dictionary<string, MessageAttribute?>? Attributes(QueryNode form) => form.Map("MessageAttribute", null, "Name", "Value") is { Count: > 0 } map
        ? map.DistinctBy(one => one.Key).ToDictionary(
            one => one.Key, one => (MessageAttribute?)new MessageAttribute(one.Value.Text("DataType"), one.Value.Text("StringValue"), one.Value.Text("BinaryValue")))
        : null;

    private static int? Number(QueryNode form, string name) => form.Text(name) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw SqsErrors.Invalid($"Value {text} for parameter {name} is invalid. Reason: Must be a whole number."),
    };
}
