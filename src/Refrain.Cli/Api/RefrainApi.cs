using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;

namespace Refrain.Cli.Api;

/// <summary>Refrain's own operations, which no other SageMaker endpoint has: plans, starts of what was planned, resumption.</summary>
internal sealed class RefrainApi(HttpClient http, AwsConnection connection, TimeProvider time)
{
    /// <summary>Where the plan of a run of the pipeline is made.</summary>
    public static string PlanOf(string pipeline) => $"/api/v1/pipelines/{Uri.EscapeDataString(pipeline)}/plan";

    /// <summary>Where a run of the pipeline is started.</summary>
    public static string ExecutionsOf(string pipeline) => $"/api/v1/pipelines/{Uri.EscapeDataString(pipeline)}/executions";

    /// <summary>Where the plan of a resumption is made.</summary>
    public static string ResumptionPlanOf(string executionId) => $"/api/v1/executions/{Uri.EscapeDataString(executionId)}/resume/plan";

    /// <summary>Where an execution is resumed.</summary>
    public static string ResumptionOf(string executionId) => $"/api/v1/executions/{Uri.EscapeDataString(executionId)}/resume";

    /// <summary>Sends a document and returns the one that comes back.</summary>
    /// <exception cref="AwsServiceException">The server answered with an error.</exception>
    /// <exception cref="AwsEndpointUnreachableException">No complete answer came.</exception>
    public async Task<JsonElement> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        try
        {
            using var request = OwnRequest.Signed(connection, HttpMethod.Post, path, bytes, time.GetUtcNow());
            using var answer = await http.SendAsync(request, cancellationToken);
            var document = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.IsSuccessStatusCode ? Parse(document, (int)answer.StatusCode) : throw OwnRequest.Error(answer, document, path);
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException)
        {
            throw new AwsEndpointUnreachableException(connection.Endpoint, $"{connection.Endpoint} does not answer ({broken.Message}).", broken);
        }
        catch (TaskCanceledException late) when (late.InnerException is TimeoutException)
        {
            throw new AwsEndpointUnreachableException(connection.Endpoint, $"{connection.Endpoint} did not answer within {http.Timeout.TotalSeconds:0} seconds.", late);
        }
    }

    /// <summary>
    /// Whether an error means that the server has no such operation: AWS itself, an emulator, a Refrain that is older. A Refrain that misses the pipeline
    /// or the execution says ResourceNotFound.
    /// </summary>
    public static bool IsMissing(AwsServiceException error) =>
        error.Code is "UnknownOperationException" or "InvalidResponse" || (error.StatusCode is 404 or 405 or 501 && error.Code is not "ResourceNotFound");

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
