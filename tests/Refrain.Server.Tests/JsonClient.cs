using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests;

/// <summary>Calls JSON services other than SageMaker as a client would.</summary>
internal sealed class JsonClient(Uri endpoint, AwsCredentials keys, string service, string prefix, string version)
{
    public static JsonClient Logs(Uri endpoint, AwsCredentials keys) => new(endpoint, keys, "logs", "Logs_20140328", "1.1");

    public static JsonClient Sqs(Uri endpoint, AwsCredentials keys) => new(endpoint, keys, "sqs", "AmazonSQS", "1.0");

    public Task<Answer> SendAsync(string operation, object input) => new SignedHttp(new HttpClient(), endpoint, keys) { Service = service }.SendAsync(
        "POST", "/", JsonSerializer.SerializeToUtf8Bytes(input), null, ("X-Amz-Target", $"{prefix}.{operation}"), ("Content-Type", $"application/x-amz-json-{version}"));

    public async Task<JsonObject> CallAsync(string operation, object input)
    {
        var answer = await SendAsync(operation, input);
        Assert.True(answer.Status == 200, $"{operation}: {answer.Status} {answer.Text}");
        Assert.Equal($"application/x-amz-json-{version}", answer.Header("Content-Type"));
        return answer.Json;
    }

    /// <summary><c>TYPE: MESSAGE</c> of a call that must fail.</summary>
    public async Task<string> RefusedAsync(string operation, object input)
    {
        var answer = await SendAsync(operation, input);
        Assert.Equal(400, answer.Status);
        return $"{answer.Json["__type"]}: {answer.Json["message"]}";
    }
}
