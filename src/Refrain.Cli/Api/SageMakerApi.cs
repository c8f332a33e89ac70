using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws.AwsJson;
using Refrain.Core;

namespace Refrain.Cli.Api;

/// <summary>SageMaker's operations, by the names they have on the wire.</summary>
internal sealed class SageMakerApi(AwsJsonClient client, Func<string> newToken)
{
    private const int PageSize = 100; // the largest that the service allows

    /// <summary>Calls one operation.</summary>
    public Task<JsonElement> CallAsync(string operation, JsonObject request, CancellationToken cancellationToken) =>
        client.CallAsync($"SageMaker.{operation}", request, cancellationToken);

    /// <summary>As <see cref="CallAsync"/>, for operations that want a <c>ClientRequestToken</c>.</summary>
    public Task<JsonElement> CallOnceAsync(string operation, JsonObject request, CancellationToken cancellationToken)
    {
        request["ClientRequestToken"] = newToken();
        return CallAsync(operation, request, cancellationToken);
    }

    /// <summary>All elements of a list operation, page after page, up to a limit.</summary>
    /// <param name="operation">For example <c>ListPipelines</c>.</param>
    /// <param name="request">The filters; MaxResults and NextToken are set here.</param>
    /// <param name="resultKey">The member that holds the elements, for example <c>PipelineSummaries</c>.</param>
    /// <param name="limit">How many elements are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<JsonElement>> ListAsync(
        string operation, JsonObject request, string resultKey, int limit, CancellationToken cancellationToken)
    {
        var found = new List<JsonElement>();
        do
        {
            request["MaxResults"] = Math.Min(PageSize, limit - found.Count);
            var page = await CallAsync(operation, request, cancellationToken);
            if (page.TryGetProperty(resultKey, out var elements))
            {
                found.AddRange(elements.EnumerateArray());
            }

            request["NextToken"] = page.Text("NextToken");
        }
        while (request["NextToken"] is not null && found.Count < limit);

        return found;
    }

    /// <summary>The pipelines, by name.</summary>
    public Task<List<JsonElement>> ListPipelinesAsync(CancellationToken cancellationToken) => ListAsync(
        "ListPipelines", new JsonObject { ["SortBy"] = "Name", ["SortOrder"] = "Ascending" }, "PipelineSummaries", int.MaxValue, cancellationToken);

    /// <summary>The executions of a pipeline, newest first.</summary>
    public Task<List<JsonElement>> ListExecutionsAsync(string pipeline, int limit, CancellationToken cancellationToken) => ListAsync(
        "ListPipelineExecutions",
        new JsonObject { ["PipelineName"] = pipeline, ["SortBy"] = "CreationTime", ["SortOrder"] = "Descending" },
        "PipelineExecutionSummaries",
        limit,
        cancellationToken);

    /// <summary>The steps of an execution in the order in which they started.</summary>
    public async Task<List<JsonElement>> ListStepsAsync(string executionArn, CancellationToken cancellationToken) => await ListAsync(
        "ListPipelineExecutionSteps",
        new JsonObject { ["PipelineExecutionArn"] = executionArn, ["SortOrder"] = "Ascending" },
        "PipelineExecutionSteps",
        int.MaxValue,
        cancellationToken);

    /// <summary>One execution.</summary>
    public async Task<ExecutionView> DescribeExecutionAsync(string executionArn, CancellationToken cancellationToken) => ExecutionView.FromDescription(
        await CallAsync("DescribePipelineExecution", new JsonObject { ["PipelineExecutionArn"] = executionArn }, cancellationToken));

    /// <summary>One execution with its steps.</summary>
    public async Task<ExecutionSnapshot> SnapshotAsync(string executionArn, CancellationToken cancellationToken)
    {
        // The status first: when it says that the execution ended, the steps that follow are the last word.
        var execution = await DescribeExecutionAsync(executionArn, cancellationToken);
        var steps = await ListStepsAsync(executionArn, cancellationToken);
        return new ExecutionSnapshot(execution, [.. steps.Select(StepView.From)]);
    }
}
