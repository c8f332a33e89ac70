using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Server.Hosting;

namespace Refrain.Server.Tests.Callbacks;

/// <summary>As <see cref="TestServer"/>, allowed to call programs of this machine.</summary>
public sealed class CallingTestServer : TestServer
{
    internal override ServerOptions Options => base.Options with { CallbackHosts = ["localhost"] };
}

public sealed class CallbackTests(CallingTestServer server) : IClassFixture<CallingTestServer>
{
    private JsonClient Sqs => JsonClient.Sqs(server.Endpoint, TestServer.Keys);

    [Fact]
    public async Task A_step_asks_waits_and_goes_on_with_what_was_answered()
    {
        var url = await QueueAsync("asks");
        var arn = await StartAsync("Asks", url, Ask(url), Hold("Steps.Ask.OutputParameters['instances']"));
        var (token, message) = await AskedAsync(url);
        var waiting = (await server.SageMaker.StepsAsync(arn))[0];
        var answered = await server.SageMaker.CallAsync("SendPipelineExecutionStepSuccess", Success(token, ("instances", "2"), ("quality", "0.5"), ("other", "x")));
        await server.SageMaker.StepReachesAsync(arn, "Hold", "Executing");
        var steps = await server.SageMaker.StepsAsync(arn);
        server.Runtime.Release(arn.Split('/')[^1], "Hold");

        Assert.Matches("^[A-Za-z0-9]{10}$", token);
        Assert.Equal((arn, "Executing", "Asks"), ((string?)message["pipelineExecutionArn"], (string?)message["status"], (string?)message["arguments"]!["pipeline"]));
        Assert.Equal((token, url), ((string?)waiting["Metadata"]!["Callback"]!["CallbackToken"], (string?)waiting["Metadata"]!["Callback"]!["SqsQueueUrl"]));
        Assert.Equal(arn, (string?)answered["PipelineExecutionArn"]);
        Assert.Equal("Succeeded", await server.SageMaker.EndAsync(arn));
        var ask = steps.Single(step => (string?)step["StepName"] == "Ask");
        Assert.Equal(["instances=2", "quality=0.5"], ask["Metadata"]!["Callback"]!["OutputParameters"]!.AsArray().Select(one => $"{one!["Name"]}={one["Value"]}"));
        var job = ((string)steps.Single(step => (string?)step["StepName"] == "Hold")["Metadata"]!["ProcessingJob"]!["Arn"]!).Split('/')[^1];
        var described = await server.SageMaker.CallAsync("DescribeProcessingJob", new { ProcessingJobName = job });
        Assert.Equal(2, (int)described["ProcessingResources"]!["ClusterConfig"]!["InstanceCount"]!); // a number, as the step declares it
    }

    [Fact]
    public async Task A_failure_fails_the_step_with_its_reason()
    {
        var url = await QueueAsync("fails");
        var arn = await StartAsync("AskFails", url, Ask(url));
        var (token, _) = await AskedAsync(url);
        await server.SageMaker.CallAsync("SendPipelineExecutionStepFailure", new { CallbackToken = token, FailureReason = "not today", ClientRequestToken = SageMakerClient.NewToken() });

        Assert.Equal("Failed", await server.SageMaker.EndAsync(arn));
        Assert.Equal("not today", (string?)(await server.SageMaker.StepsAsync(arn))[0]["FailureReason"]);
    }

    [Fact]
    public async Task An_answer_counts_once()
    {
        var url = await QueueAsync("twice");
        var arn = await StartAsync("AskTwice", url, Ask(url));
        var (token, _) = await AskedAsync(url);
        var success = Success(token, ("instances", "1"));

        await server.SageMaker.CallAsync("SendPipelineExecutionStepSuccess", success);
        await server.SageMaker.CallAsync("SendPipelineExecutionStepSuccess", success); // the same request again, as clients do
        var other = await server.SageMaker.RefusedAsync("SendPipelineExecutionStepSuccess", Success(token, ("instances", "1")));

        Assert.Equal("Succeeded", await server.SageMaker.EndAsync(arn));
        Assert.Equal($"ValidationException: The callback token '{token}' was answered already, or its step 'Ask' does not wait any more.", other);
    }

    [Fact]
    public async Task A_server_that_is_started_again_in_the_wait_loses_nothing_and_sends_nothing_twice()
    {
        var url = await QueueAsync("restart");
        var arn = await StartAsync("AskRestart", url, Ask(url));
        var (token, _) = await AskedAsync(url);
        await server.RestartAsync();
        var again = await Sqs.CallAsync("ReceiveMessage", new { QueueUrl = url, WaitTimeSeconds = 1 });
        var before = (string?)(await server.SageMaker.StepsAsync(arn))[0]["StepStatus"];
        await server.SageMaker.CallAsync("SendPipelineExecutionStepSuccess", Success(token, ("instances", "1")));

        Assert.Null(again["Messages"]);
        Assert.Equal("Executing", before);
        Assert.Equal("Succeeded", await server.SageMaker.EndAsync(arn));
    }

    [Fact]
    public async Task A_stop_tells_the_consumer_and_ends_with_its_answer()
    {
        var url = await QueueAsync("stops");
        var arn = await StartAsync("AskStops", url, Ask(url));
        var (token, _) = await AskedAsync(url);
        await server.SageMaker.CallAsync("StopPipelineExecution", new { PipelineExecutionArn = arn, ClientRequestToken = SageMakerClient.NewToken() });
        var (stopToken, stop) = await AskedAsync(url);
        var stopping = (string?)(await server.SageMaker.StepsAsync(arn))[0]["StepStatus"];
        await server.SageMaker.CallAsync("SendPipelineExecutionStepSuccess", Success(token, ("instances", "1")));

        Assert.Equal((token, "Stopping", "Stopping"), (stopToken, (string?)stop["status"], stopping));
        Assert.Equal("Stopped", await server.SageMaker.EndAsync(arn));
    }

    [Fact]
    public async Task A_webhook_at_a_named_host_is_called_until_it_takes_the_message()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/hook";
        var arn = await StartAsync("AskHook", url, Ask(url));
        await AnswerAsync(listener, "503 Service Unavailable");
        var message = JsonNode.Parse(await AnswerAsync(listener, "204 No Content"))!;
        await server.SageMaker.CallAsync("SendPipelineExecutionStepSuccess", Success((string)message["token"]!, ("instances", "1")));

        Assert.Equal(arn, (string?)message["pipelineExecutionArn"]);
        Assert.Equal("Succeeded", await server.SageMaker.EndAsync(arn));
    }

    [Theory]
    [InlineData("AskElsewhere", "http://metadata.internal/x", "ClientError: The SqsQueueUrl 'http://metadata.internal/x' is no queue of this server (its queues end in /123456789012/NAME). To call a program of yours there, start the server with --callback-host metadata.internal.")]
    [InlineData("AskNoQueue", "http://127.0.0.1/123456789012/never-made", "ClientError: There is no queue 'never-made' in us-east-1. Make it with CreateQueue.")]
    public async Task A_message_that_can_go_nowhere_fails_the_step(string pipeline, string url, string reason)
    {
        var arn = await StartAsync(pipeline, url, Ask(url));

        Assert.Equal("Failed", await server.SageMaker.EndAsync(arn));
        Assert.Equal(reason, (string?)(await server.SageMaker.StepsAsync(arn))[0]["FailureReason"]);
    }

    [Fact]
    public async Task A_token_that_nobody_sent_and_a_value_of_another_type_are_refused()
    {
        var url = await QueueAsync("refused");
        await StartAsync("AskRefused", url, Ask(url));
        var (token, _) = await AskedAsync(url);

        Assert.Equal("ResourceNotFound: Callback token 'AAAAAAAAAA' does not exist.", await server.SageMaker.RefusedAsync("SendPipelineExecutionStepSuccess", Success("AAAAAAAAAA")));
        Assert.StartsWith("ValidationException: 1 validation error detected: Value 'short' at 'callbackToken'", await server.SageMaker.RefusedAsync("SendPipelineExecutionStepSuccess", Success("short")), StringComparison.Ordinal);
        Assert.Equal("ValidationException: The value 'two' of the output parameter 'instances' is no Integer.", await server.SageMaker.RefusedAsync("SendPipelineExecutionStepSuccess", Success(token, ("instances", "two"))));
        await server.SageMaker.CallAsync("SendPipelineExecutionStepFailure", new { CallbackToken = token });
    }

    private static object Success(string token, params (string Name, string Value)[] outputs) =>
        new { CallbackToken = token, OutputParameters = outputs.Select(one => new { one.Name, one.Value }).ToArray(), ClientRequestToken = SageMakerClient.NewToken() };

    private static JsonNode Ask(string url) => JsonSerializer.SerializeToNode(new
    {
        Name = "Ask",
        Type = "Callback",
        SqsQueueUrl = url,
        OutputParameters = new[] { new { OutputName = "instances", OutputType = "Integer" }, new { OutputName = "quality", OutputType = "Float" } },
        Arguments = new { pipeline = new { Get = "Execution.PipelineName" } },
    })!;

    private static JsonNode Hold(string instances)
    {
        var step = TestPipeline.Processing("Hold");
        step["Arguments"]!["ProcessingResources"]!["ClusterConfig"]!["InstanceCount"] = new JsonObject { ["Get"] = instances };
        return step;
    }

    private async Task<string> StartAsync(string pipeline, string url, params JsonNode[] steps)
    {
        Assert.NotEmpty(url);
        await server.SageMaker.CreateAsync(pipeline, TestPipeline.Definition(steps));
        return await server.SageMaker.StartAsync(pipeline);
    }

    private async Task<string> QueueAsync(string name) => (string)(await Sqs.CallAsync("CreateQueue", new { QueueName = name }))["QueueUrl"]!;

    private async Task<(string Token, JsonObject Message)> AskedAsync(string url)
    {
        var received = await Sqs.CallAsync("ReceiveMessage", new { QueueUrl = url, WaitTimeSeconds = 20, VisibilityTimeout = 600 });
        var message = JsonNode.Parse((string)Assert.Single(received["Messages"]!.AsArray())!["Body"]!)!.AsObject();
        return ((string)message["token"]!, message);
    }

    /// <summary>Answers one request and returns its body.</summary>
    private static async Task<string> AnswerAsync(TcpListener listener, string status)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var length = 0;
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
        {
            length = line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase) ? int.Parse(line["Content-Length: ".Length..]) : length;
        }

        var body = new char[length];
        await reader.ReadBlockAsync(body, TestContext.Current.CancellationToken);
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        return new string(body);
    }
}
