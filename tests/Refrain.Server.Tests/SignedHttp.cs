using System.Text.Json.Nodes;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests;

/// <summary>An answer, whole.</summary>
internal sealed record Answer(int Status, HttpResponseMessage Message, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
}

/// <summary>Signs and sends requests exactly as written.</summary>
internal sealed class SignedHttp(HttpClient http, Uri endpoint, AwsCredentials keys)
{
    public string Region { get; init; } = "us-east-1";

    public string Service { get; init; } = "sagemaker";

    /// <summary>Changes a request after it was signed.</summary>
    public Action<HttpRequestMessage>? Tamper { get; init; }

    public async Task<Answer> SendAsync(
        string method, string target, byte[]? body = null, string? payloadHash = null, params (string Name, string Value)[] headers)
    {
        using var message = Message(method, target, body, payloadHash, headers);
        using var answer = await http.SendAsync(message, TestContext.Current.CancellationToken);
        return new Answer((int)answer.StatusCode, answer, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    public Task<HttpResponseMessage> BeginAsync(string target) =>
        http.SendAsync(Message("GET", target, null, null, []), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private HttpRequestMessage Message(string method, string target, byte[]? body, string? payloadHash, (string Name, string Value)[] headers)
    {
        var uri = new Uri($"http://{endpoint.Authority}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(method), uri) { Content = body is null ? null : new ByteArrayContent(body) };
        SigV4Header[] signed = [new("Host", endpoint.Authority), .. headers.Select(header => new SigV4Header(header.Name, header.Value))];
        var request = SigV4Request.FromTarget(method, target, signed, payloadHash ?? PayloadHash.Of(body ?? []));
        var signature = SigV4Signer.Sign(request, keys, Region, Service, DateTimeOffset.UtcNow);
        foreach (var header in signed.Concat(signature.HeadersToSet))
        {
            if (!message.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        Tamper?.Invoke(message);
        return message;
    }
}
