using System.Diagnostics.CodeAnalysis;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Refrain.Server.Tests.Sqs;

[SuppressMessage("Security", "CA5351", Justification = "SQS digests are MD5 by definition; nothing is kept secret by them.")]
public sealed class SqsTests(TestServer server) : IClassFixture<TestServer>
{
    private JsonClient Sqs => JsonClient.Sqs(server.Endpoint, TestServer.Keys);

    [Fact]
    public async Task A_message_goes_in_and_comes_out_once_until_it_is_visible_again()
    {
        var url = await QueueAsync("once");
        var sent = await Sqs.CallAsync("SendMessage", new { QueueUrl = url, MessageBody = "hällo" });

        var first = Assert.Single(await ReceiveAsync(url, new { QueueUrl = url, VisibilityTimeout = 600, AttributeNames = new[] { "All" } }));
        var second = await ReceiveAsync(url);
        await Sqs.CallAsync("ChangeMessageVisibility", new { QueueUrl = url, ReceiptHandle = (string?)first["ReceiptHandle"], VisibilityTimeout = 0 });
        var third = Assert.Single(await ReceiveAsync(url, new { QueueUrl = url, AttributeNames = new[] { "ApproximateReceiveCount" } }));

        Assert.Equal(((string?)sent["MessageId"], "hällo"), ((string?)first["MessageId"], (string?)first["Body"]));
        Assert.Equal(Md5("hällo"), (string?)first["MD5OfBody"]);
        Assert.Equal((string?)sent["MD5OfMessageBody"], (string?)first["MD5OfBody"]);
        Assert.Equal("1", (string?)first["Attributes"]!["ApproximateReceiveCount"]);
        Assert.Empty(second);
        Assert.Equal("2", (string?)third["Attributes"]!["ApproximateReceiveCount"]);
        Assert.NotEqual((string?)first["ReceiptHandle"], (string?)third["ReceiptHandle"]);
    }

    [Fact]
    public async Task A_deleted_message_is_gone_and_an_old_receipt_deletes_nothing()
    {
        var url = await QueueAsync("deleted");
        await Sqs.CallAsync("SendMessage", new { QueueUrl = url, MessageBody = "x" });
        var old = Assert.Single(await ReceiveAsync(url, new { QueueUrl = url, VisibilityTimeout = 0 }));
        var now = Assert.Single(await ReceiveAsync(url, new { QueueUrl = url, VisibilityTimeout = 0 }));

        await Sqs.CallAsync("DeleteMessage", new { QueueUrl = url, ReceiptHandle = (string?)old["ReceiptHandle"] });
        var kept = await CountAsync(url);
        await Sqs.CallAsync("DeleteMessage", new { QueueUrl = url, ReceiptHandle = (string?)now["ReceiptHandle"] });

        Assert.Equal(("1", "0"), (kept, await CountAsync(url)));
    }

    [Fact]
    public async Task Who_waits_gets_a_message_when_it_comes()
    {
        var url = await QueueAsync("waits");
        var waiting = ReceiveAsync(url, new { QueueUrl = url, WaitTimeSeconds = 20 });
        var clock = Stopwatch.StartNew();
        await Sqs.CallAsync("SendMessage", new { QueueUrl = url, MessageBody = "now" });

        Assert.Equal("now", (string?)Assert.Single(await waiting)["Body"]);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task No_two_of_many_receivers_get_the_same_message()
    {
        var url = await QueueAsync("many");
        for (var batch = 0; batch < 5; batch++)
        {
            await Sqs.CallAsync("SendMessageBatch", new { QueueUrl = url, Entries = Enumerable.Range(0, 10).Select(n => new { Id = $"{n}", MessageBody = $"{batch}.{n}" }) });
        }

        var received = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
            (await ReceiveAsync(url, new { QueueUrl = url, MaxNumberOfMessages = 10, VisibilityTimeout = 600 })).Select(message => (string)message["Body"]!)));

        Assert.Equal(50, received.SelectMany(bodies => bodies).Distinct().Count());
        Assert.Equal(50, received.Sum(bodies => bodies.Count()));
    }

    [Fact]
    public async Task A_batch_deletes_what_it_can_and_names_the_rest()
    {
        var url = await QueueAsync("batch");
        await Sqs.CallAsync("SendMessage", new { QueueUrl = url, MessageBody = "x" });
        var message = Assert.Single(await ReceiveAsync(url));

        var answer = await Sqs.CallAsync("DeleteMessageBatch", new
        {
            QueueUrl = url,
            Entries = new[] { new { Id = "a", ReceiptHandle = (string?)message["ReceiptHandle"] }, new { Id = "b", ReceiptHandle = (string?)"garbage" } },
        });

        Assert.Equal("a", (string?)Assert.Single(answer["Successful"]!.AsArray())!["Id"]);
        Assert.Equal(("b", "ReceiptHandleIsInvalid"), ((string?)answer["Failed"]![0]!["Id"], (string?)answer["Failed"]![0]!["Code"]));
    }

    [Fact]
    public async Task Message_attributes_come_back_with_the_digest_that_clients_compare()
    {
        var url = await QueueAsync("attributes");
        var attributes = new { test_attribute_name_1 = new { DataType = "String", StringValue = "test_attribute_value_1" } };
        var sent = await Sqs.CallAsync("SendMessage", new { QueueUrl = url, MessageBody = "x", MessageAttributes = attributes });
        var message = Assert.Single(await ReceiveAsync(url, new { QueueUrl = url, MessageAttributeNames = new[] { "All" } }));

        Assert.Equal("test_attribute_value_1", (string?)message["MessageAttributes"]!["test_attribute_name_1"]!["StringValue"]);
        Assert.Equal((string?)sent["MD5OfMessageAttributes"], (string?)message["MD5OfMessageAttributes"]);
        Assert.Equal(AttributeMd5("test_attribute_name_1", "String", "test_attribute_value_1"), (string?)sent["MD5OfMessageAttributes"]);
    }

    [Fact]
    public async Task A_queue_is_made_once_listed_purged_and_deleted()
    {
        var url = await QueueAsync("house-1");
        var again = await Sqs.CallAsync("CreateQueue", new { QueueName = "house-1" });
        await QueueAsync("house-2");
        var listed = await Sqs.CallAsync("ListQueues", new { QueueNamePrefix = "house-" });
        await Sqs.CallAsync("SendMessage", new { QueueUrl = url, MessageBody = "x" });
        await Sqs.CallAsync("PurgeQueue", new { QueueUrl = url });
        var purged = await CountAsync(url);
        await Sqs.CallAsync("SetQueueAttributes", new { QueueUrl = url, Attributes = new { VisibilityTimeout = "7" } });
        var attributes = await Sqs.CallAsync("GetQueueAttributes", new { QueueUrl = url, AttributeNames = new[] { "VisibilityTimeout", "QueueArn" } });
        await Sqs.CallAsync("DeleteQueue", new { QueueUrl = url });

        Assert.Equal($"{server.Endpoint}123456789012/house-1", url);
        Assert.Equal(url, (string?)again["QueueUrl"]);
        Assert.Equal([url, url[..^1] + "2"], listed["QueueUrls"]!.AsArray().Select(one => (string)one!));
        Assert.Equal(("0", "7", "arn:aws:sqs:us-east-1:123456789012:house-1"), (purged, (string?)attributes["Attributes"]!["VisibilityTimeout"], (string?)attributes["Attributes"]!["QueueArn"]));
        Assert.Equal("QueueDoesNotExist: The specified queue does not exist.", await Sqs.RefusedAsync("GetQueueUrl", new { QueueName = "house-1" }));
    }

    [Fact]
    public async Task An_error_has_its_old_name_in_a_header()
    {
        var answer = await Sqs.SendAsync("GetQueueUrl", new { QueueName = "nowhere" });

        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue;Sender", answer.Header("x-amzn-query-error"));
    }

    [Fact]
    public async Task Older_clients_ask_in_forms()
    {
        var query = new QueryClient(server.Endpoint, TestServer.Keys, "sqs", "2012-11-05");
        var url = (await query.CallAsync("CreateQueue", ("QueueName", "old"), ("Attribute.1.Name", "VisibilityTimeout"), ("Attribute.1.Value", "5"))).Find("QueueUrl")!;
        await query.CallAsync("SendMessage", ("QueueUrl", url), ("MessageBody", "a <b> & c"), ("MessageAttribute.1.Name", "n"), ("MessageAttribute.1.Value.DataType", "Number"), ("MessageAttribute.1.Value.StringValue", "1"));
        var message = await query.CallAsync("ReceiveMessage", ("QueueUrl", url), ("AttributeName.1", "All"), ("MessageAttributeName.1", "All"));
        var deleted = await query.SendAsync("DeleteMessage", ("QueueUrl", url), ("ReceiptHandle", message.Find("ReceiptHandle")!));
        var attributes = await query.CallAsync("GetQueueAttributes", ("QueueUrl", url), ("AttributeName.1", "All"));

        Assert.Equal(("a <b> & c", "Number"), (message.Find("Body"), message.Find("DataType")));
        Assert.Equal((200, "DeleteMessageResponse"), (deleted.Status, XElement.Parse(deleted.Text).Name.LocalName));
        Assert.Contains("ApproximateNumberOfMessages", attributes.FindAll("Name"));
        Assert.Equal("400 AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist.", await query.RefusedAsync("GetQueueUrl", ("QueueName", "nowhere")));
    }

    [Theory]
    [InlineData("CreateQueue", """{"QueueName": "a b"}""", "InvalidParameterValue: Can only include alphanumeric characters")]
    [InlineData("CreateQueue", """{"QueueName": "a.fifo"}""", "UnsupportedOperation: Refrain has standard queues")]
    [InlineData("CreateQueue", """{"QueueName": "a", "Attributes": {"RedrivePolicy": "{}"}}""", "InvalidAttributeName: Unknown Attribute RedrivePolicy")]
    [InlineData("CreateQueue", """{"QueueName": "a", "Attributes": {"VisibilityTimeout": "-1"}}""", "InvalidParameterValue: Invalid value for the parameter VisibilityTimeout")]
    [InlineData("CreateQueue", "{}", "MissingParameter: The request must contain the parameter QueueName.")]
    [InlineData("SendMessage", """{"QueueUrl": "http://x/999999999999/a", "MessageBody": "x"}""", "QueueDoesNotExist: ")]
    [InlineData("ReceiveMessage", "[]", "SerializationException: ")]
    public async Task What_is_wrong_with_a_request_is_named(string operation, string input, string refusal) =>
        Assert.StartsWith(refusal, await Sqs.RefusedAsync(operation, JsonNode.Parse(input)!), StringComparison.Ordinal);

    private async Task<string> QueueAsync(string name) => (string)(await Sqs.CallAsync("CreateQueue", new { QueueName = name }))["QueueUrl"]!;

    private async Task<JsonObject[]> ReceiveAsync(string url, object? input = null) =>
        [.. (await Sqs.CallAsync("ReceiveMessage", input ?? new { QueueUrl = url }))["Messages"]?.AsArray().Select(message => message!.AsObject()) ?? []];

    private async Task<string> CountAsync(string url)
    {
        var all = (await Sqs.CallAsync("GetQueueAttributes", new { QueueUrl = url, AttributeNames = new[] { "All" } }))["Attributes"]!;
        return $"{int.Parse((string)all["ApproximateNumberOfMessages"]!) + int.Parse((string)all["ApproximateNumberOfMessagesNotVisible"]!)}";
    }

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    private static string AttributeMd5(string name, string type, string value)
    {
        static byte[] Part(string text) => [0, 0, 0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
        return Convert.ToHexStringLower(MD5.HashData([.. Part(name), .. Part(type), 1, .. Part(value)]));
    }
}
