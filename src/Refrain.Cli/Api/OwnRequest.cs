using System.Net.Http.Headers;
using System.Text.Json;
using Refrain.Aws;
using Refrain.Aws.SigV4;
using Refrain.Core;

namespace Refrain.Cli.Api;

/// <summary>Requests to the addresses under <c>/api/v1</c>, which are Refrain's own: signed like everything else.</summary>
internal static class OwnRequest
{
    /// <summary>A signed request.</summary>
    /// <param name="connection">Where to, and who asks.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="target">Path and query, encoded.</param>
    /// <param name="body">The JSON document to send; null for none.</param>
    /// <param name="now">The time to sign with.</param>
    public static HttpRequestMessage Signed(AwsConnection connection, HttpMethod method, string target, byte[]? body, DateTimeOffset now)
    {
        var address = new Uri(connection.Endpoint, target);
        var signature = SigV4Signer.Sign(
            SigV4Request.FromTarget(method.Method, address.PathAndQuery, [new SigV4Header("Host", address.Authority)], body is null ? null : PayloadHash.Of(body)),
            connection.Credentials,
            connection.Region,
            "sagemaker",
            now);
        var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var header in signature.HeadersToSet)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return request;
    }

    /// <summary>What an answer says that is no success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="body">Its body.</param>
    /// <param name="asked">What it was asked for, for answers that are not Refrain's.</param>
    public static AwsServiceException Error(HttpResponseMessage answer, byte[] body, string asked)
    {
        var status = (int)answer.StatusCode;
        try
        {
            using var document = JsonDocument.Parse(body);
            return new AwsServiceException(
                document.RootElement.Text("__type") ?? answer.StatusCode.ToString(), document.RootElement.Text("message") ?? $"HTTP {status}", status, RequestId(answer));
        }
        catch (JsonException)
        {
            return new AwsServiceException(
                answer.StatusCode.ToString(), $"The server answered {status} when asked for {asked}. Is it a Refrain server?", status, RequestId(answer));
        }
    }

    private static string? RequestId(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("x-amzn-RequestId", out var values) ? values.FirstOrDefault() : null;
}
