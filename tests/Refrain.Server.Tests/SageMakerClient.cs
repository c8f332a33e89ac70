using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Server.Tests;

/// <summary>Calls operations as a client would, and tells what came back.</summary>
internal sealed class SageMakerClient(SignedHttp http)
{
    public const string Role = "arn:aws:iam::123456789012:role/Refrain";

    public static string NewToken() => Guid.NewGuid().ToString();

    public Task<Answer> SendAsync(string operation, string body) => http.SendAsync(
        "POST", "/", Encoding.UTF8.GetBytes(body), null, ("X-Amz-Target", $"SageMaker.{operation}"), ("Content-Type", "application/x-amz-json-1.1"));

    public Task<Answer> SendAsync(string operation, object input) => SendAsync(operation, JsonSerializer.Serialize(input));

    /// <summary>The output of a call that must succeed.</summary>
    public async Task<JsonObject> CallAsync(string operation, object input)
    {
        var answer = await SendAsync(operation, input);
        Assert.True(answer.Status == 200, $"{operation}: {answer.Status} {answer.Text}");
        return answer.Json;
    }

    /// <summary><c>TYPE: MESSAGE</c> of a call that must fail with HTTP 400.</summary>
    public async Task<string> RefusedAsync(string operation, object input)
    {
        var answer = input is string text ? await SendAsync(operation, text) : await SendAsync(operation, input);
        Assert.Equal(400, answer.Status);
        Assert.Equal((string?)answer.Json["__type"], answer.Header("x-amzn-ErrorType"));
        Assert.Equal((string?)answer.Json["message"], (string?)answer.Json["Message"]);
        return $"{answer.Json["__type"]}: {answer.Json["message"]}";
    }

    public Task<JsonObject> CreateAsync(string name, string definition) =>
        CallAsync("CreatePipeline", new { PipelineName = name, PipelineDefinition = definition, RoleArn = Role, ClientRequestToken = NewToken() });

    public async Task<string> StartAsync(string name, object? selective = null) => (string)(await CallAsync(
        "StartPipelineExecution", new { PipelineName = name, ClientRequestToken = NewToken(), SelectiveExecutionConfig = selective }))["PipelineExecutionArn"]!;

    public Task<JsonObject> DescribeAsync(string executionArn) => CallAsync("DescribePipelineExecution", new { PipelineExecutionArn = executionArn });

    /// <summary>Starts an execution and waits until it has ended.</summary>
    public async Task<string> RunAsync(string name, object? selective = null)
    {
        var arn = await StartAsync(name, selective);
        await EndAsync(arn);
        return arn;
    }

    /// <summary>Waits until an execution has ended, and tells how.</summary>
    public async Task<string> EndAsync(string executionArn)
    {
        while (true)
        {
            var status = (string)(await DescribeAsync(executionArn))["PipelineExecutionStatus"]!;
            if (status is not ("Executing" or "Stopping"))
            {
                return status;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a step has a status.</summary>
    public async Task StepReachesAsync(string executionArn, string step, string status)
    {
        while (!(await StepsAsync(executionArn)).Any(one => (string?)one["StepName"] == step && (string?)one["StepStatus"] == status))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async Task<JsonObject[]> StepsAsync(string executionArn) =>
        [.. (await CallAsync("ListPipelineExecutionSteps", new { PipelineExecutionArn = executionArn }))["PipelineExecutionSteps"]!.AsArray().Select(step => step!.AsObject())];
}
