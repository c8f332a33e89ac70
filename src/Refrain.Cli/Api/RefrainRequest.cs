using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Refrain.Aws;
using Refrain.Aws.SigV4;
using Refrain.Core;

namespace Refrain.Cli.Api;

/// <summary>Requests to Refrain's own addresses, signed as those to AWS's are.</summary>
internal static class RefrainRequest
{
    /// <summary>A signed request; the body, if there is one, is JSON.</summary>
    public static HttpRequestMessage Make(HttpMethod method, string target, byte[]? body, AwsConnection connection, TimeProvider time)
    {
        var address = new Uri(connection.Endpoint, target);
        var signature = SigV4Signer.Sign(
            SigV4Request.FromTarget(method.Method, address.PathAndQuery, [new SigV4Header("Host", address.Authority)], PayloadHash.Of(body ?? [])),
            connection.Credentials,
            connection.Region,
            "sagemaker",
            time.GetUtcNow());
        var request = new HttpRequestMessage(method, address);
        foreach (var header in signature.HeadersToSet)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    /// <summary>What an answer that is no success says.</summary>
    public static AwsServiceException Error(HttpStatusCode status, byte[] body, string asked)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return new AwsServiceException(
                document.RootElement.Text("__type") ?? status.ToString(), document.RootElement.Text("message") ?? $"HTTP {(int)status}", (int)status, null);
        }
        catch (JsonException)
        {
            return new AwsServiceException(status.ToString(), $"The server answered {(int)status} when asked for {asked}. Is it a Refrain server?", (int)status, null);
        }
    }
}
