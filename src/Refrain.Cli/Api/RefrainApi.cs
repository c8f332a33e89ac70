using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;

namespace Refrain.Cli.Api;

/// <summary>Refrain's own API: what AWS has no operation for.</summary>
internal sealed class RefrainApi(HttpClient http, AwsConnection connection, TimeProvider time)
{
    /// <summary>Where the plan of a run of the pipeline is made.</summary>
    public static string[] PlanOf(string pipeline) => ["pipelines", pipeline, "plan"];

    /// <summary>Where a run of the pipeline is started.</summary>
    public static string[] ExecutionsOf(string pipeline) => ["pipelines", pipeline, "executions"];

    /// <summary>Where the plan of a resumption is made.</summary>
    public static string[] ResumptionPlanOf(string executionId) => ["executions", executionId, "resume", "plan"];

    /// <summary>Where an execution is resumed.</summary>
    public static string[] ResumptionOf(string executionId) => ["executions", executionId, "resume"];

    /// <summary>
    /// Whether an error means that the server has no such operation: AWS itself, an emulator, a Refrain that is older. A Refrain that misses the pipeline
    /// or the execution says ResourceNotFound.
    /// </summary>
    public static bool IsMissing(AwsServiceException error) =>
        error.Code is "UnknownOperationException" or "InvalidResponse" || (error.StatusCode is 404 or 405 or 501 && error.Code is not "ResourceNotFound");

    /// <summary>The document at an address: parts of a path below <c>/api/v1</c>, written as they are.</summary>
    /// <exception cref="AwsServiceException">The server answered with an error.</exception>
    /// <exception cref="AwsEndpointUnreachableException">No answer came.</exception>
    public Task<JsonElement> GetAsync(CancellationToken cancellationToken, params string[] path) => SendAsync(HttpMethod.Get, path, body: null, cancellationToken);

    /// <summary>The answer to a document.</summary>
    /// <exception cref="AwsServiceException">The server answered with an error.</exception>
    /// <exception cref="AwsEndpointUnreachableException">No answer came.</exception>
    public Task<JsonElement> PostAsync(string[] path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(body.ToJsonString()), cancellationToken);

    private async Task<JsonElement> SendAsync(HttpMethod method, string[] path, byte[]? body, CancellationToken cancellationToken)
    {
        var target = $"/api/v1/{string.Join('/', path.Select(Uri.EscapeDataString))}";
        try
        {
            using var request = RefrainRequest.Make(method, target, body, connection, time);
            using var answer = await http.SendAsync(request, cancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.IsSuccessStatusCode ? Parse(bytes, (int)answer.StatusCode) : throw RefrainRequest.Error(answer.StatusCode, bytes, target);
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException)
        {
            throw new AwsEndpointUnreachableException(connection.Endpoint, $"{connection.Endpoint} does not answer ({broken.Message}).", broken);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AwsEndpointUnreachableException(connection.Endpoint, $"{connection.Endpoint} did not answer within {http.Timeout.TotalSeconds:0} seconds.", late);
        }
    }

    private static JsonElement Parse(byte[] bytes, int status)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new AwsServiceException("InvalidResponse", $"The server answered {status} with something that is not JSON. Is it a Refrain server?", status, null);
        }
    }
}
