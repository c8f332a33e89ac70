using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;

namespace Refrain.Cli.Api;

/// <summary>Refrain's own API: what AWS has no operation for.</summary>
internal sealed class RefrainApi(HttpClient http, AwsConnection connection, TimeProvider time)
{
    /// <summary>The document at an address: parts of a path below <c>/api/v1</c>, written as they are.</summary>
    /// <exception cref="AwsServiceException">The server answered with an error.</exception>
    /// <exception cref="AwsEndpointUnreachableException">No answer came.</exception>
    public Task<JsonElement> GetAsync(CancellationToken cancellationToken, params string[] path) => SendAsync(HttpMethod.Get, path, body: null, cancellationToken);

    /// <summary>The answer to a document.</summary>
    /// <exception cref="AwsServiceException">The server answered with an error.</exception>
    /// <exception cref="AwsEndpointUnreachableException">No answer came.</exception>
    public Task<JsonElement> PostAsync(JsonObject body, CancellationToken cancellationToken, params string[] path) =>
        SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(body.ToJsonString()), cancellationToken);

    private async Task<JsonElement> SendAsync(HttpMethod method, string[] path, byte[]? body, CancellationToken cancellationToken)
    {
        var target = $"/api/v1/{string.Join('/', path.Select(Uri.EscapeDataString))}";
        try
        {
            using var request = RefrainRequest.Make(method, target, body, connection, time);
            using var answer = await http.SendAsync(request, cancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.IsSuccessStatusCode ? Parse(bytes, target) : throw RefrainRequest.Error(answer.StatusCode, bytes, target);
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException)
        {
            throw new AwsEndpointUnreachableException(connection.Endpoint, $"{connection.Endpoint} does not answer ({broken.Message}).", broken);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AwsEndpointUnreachableException(connection.Endpoint, $"{connection.Endpoint} has not answered in {http.Timeout.TotalSeconds:0} seconds.", late);
        }
    }

    private static JsonElement Parse(byte[] bytes, string target)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new AwsServiceException("InvalidResponse", $"The answer to {target} is not JSON. Is this the address of a Refrain server?", 200, null);
        }
    }
}
