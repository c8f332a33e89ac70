using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.AwsJson;

/// <summary>
/// Calls the operations of one JSON service. It retries nothing: whoever knows what the operation does must decide.
/// </summary>
/// <param name="http">Sends the requests; not disposed here.</param>
/// <param name="connection">Where the service is, and who asks.</param>
/// <param name="service">The signing name, for example <c>sagemaker</c>.</param>
/// <param name="clock">The time to sign with.</param>
/// <param name="jsonVersion"><c>1.1</c>, or <c>1.0</c> for services such as SQS.</param>
public sealed class AwsJsonClient(
    HttpClient http, AwsConnection connection, string service, TimeProvider clock, string jsonVersion = "1.1")
{
    private readonly AwsHttp _http = new(http, connection, service, clock);

    /// <summary>Calls an operation and returns its answer; an empty answer comes as an empty object.</summary>
    /// <param name="target">The value of X-Amz-Target, for example <c>SageMaker.DescribePipeline</c>.</param>
    /// <param name="body">The request's JSON document.</param>
    /// <param name="cancellationToken">Gives up waiting; the service may carry the request out all the same.</param>
    /// <exception cref="AwsServiceException">The service answered with an error.</exception>
    /// <exception cref="AwsEndpointUnreachableException">No complete answer came.</exception>
    public Task<JsonElement> CallAsync(string target, JsonNode body, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            body.WriteTo(writer);
        }

        return CallAsync(target, buffer.WrittenMemory, cancellationToken);
    }

    /// <summary>As the other overload, for a document that is UTF-8 already.</summary>
    public async Task<JsonElement> CallAsync(string target, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        SigV4Header[] headers = [new("Content-Type", $"application/x-amz-json-{jsonVersion}"), new("X-Amz-Target", target)];
        using var content = new ReadOnlyMemoryContent(body);
        using var answer = await _http.SendAsync(
            HttpMethod.Post, connection.Address("/", ""), headers, content, PayloadHash.Of(body.Span), cancellationToken);
        var bytes = await _http.ReadAsync(() => answer.Content.ReadAsByteArrayAsync(cancellationToken));
        if (!answer.IsSuccessStatusCode)
        {
            throw AwsJsonError.Read(answer, bytes);
        }

        return Parse(bytes, answer);
    }

    private static JsonElement Parse(byte[] bytes, HttpResponseMessage answer)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes.Length == 0 ? "{}"u8.ToArray() : bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new AwsServiceException(
                "InvalidResponse",
                $"The service answered {(int)answer.StatusCode} with something that is not JSON ({exception.Message}). Is this the address of an AWS endpoint?",
                (int)answer.StatusCode,
                AwsHttp.RequestId(answer));
        }
    }
}
