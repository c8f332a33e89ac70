using System.Net.Http.Headers;
using Refrain.Aws.SigV4;

namespace Refrain.Aws;

/// <summary>Signs and sends one request; what both clients share.</summary>
internal sealed class AwsHttp(HttpClient http, AwsConnection connection, string service, TimeProvider clock)
{
    /// <summary>Sends a request. The answer's body is not read yet; the caller disposes the answer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="address">From <see cref="AwsConnection.Address"/>.</param>
    /// <param name="headers">Headers to sign and send, Host left out.</param>
    /// <param name="content">The body; its own headers are not signed unless they are in <paramref name="headers"/>.</param>
    /// <param name="payloadHash">What stands for the body in the signature.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        Uri address,
        IReadOnlyList<SigV4Header> headers,
        HttpContent? content,
        string payloadHash,
        CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, address) { Content = content };
        var target = SigV4Request.FromTarget(
            method.Method, address.PathAndQuery, [new("Host", address.Authority), .. headers], payloadHash);
        var signature = SigV4Signer.Sign(target, connection.Credentials, connection.Region, service, clock.GetUtcNow());
        message.Headers.Host = address.Authority; // sent as signed
        foreach (var header in (IEnumerable<SigV4Header>)[.. headers, .. signature.HeadersToSet])
        {
            Add(message, header);
        }

        try
        {
            return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new AwsEndpointUnreachableException(
                connection.Endpoint, $"{connection.Endpoint} did not answer within {http.Timeout.TotalSeconds:0} seconds.", exception);
        }
    }

    /// <summary>Reads from an answer's body; a connection that breaks meanwhile is reported like one that never was.</summary>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
        catch (HttpIOException exception)
        {
            throw Broken(exception);
        }
    }

    /// <summary>The id that the service gave the request.</summary>
    public static string? RequestId(HttpResponseMessage answer) =>
        FirstHeader(answer, "x-amzn-RequestId") ?? FirstHeader(answer, "x-amz-request-id");

    public static string? FirstHeader(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static void Add(HttpRequestMessage message, SigV4Header header)
    {
        if (header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && message.Content is { } content)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(header.Value);
        }
        else
        {
            message.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }
    }

    private AwsEndpointUnreachableException Unreachable(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => new(
            connection.Endpoint,
            $"Nothing answers at {connection.Endpoint} ({exception.Message}). Check the address, and that the service is running there.",
            exception),
        HttpRequestError.NameResolutionError => new(
            connection.Endpoint, $"The host name of {connection.Endpoint} is not known ({exception.Message}). Check the address.", exception),
        HttpRequestError.SecureConnectionError => new(
            connection.Endpoint, $"No secure connection to {connection.Endpoint} ({exception.Message}). Check http or https, and the certificate.", exception),
        _ => Broken(exception),
    };

    private AwsEndpointUnreachableException Broken(Exception exception) => new(
        connection.Endpoint, $"The connection to {connection.Endpoint} broke before the answer was complete ({exception.Message}).", exception);
}
