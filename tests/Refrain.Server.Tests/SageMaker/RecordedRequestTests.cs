using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Refrain.Server.Tests.SageMaker;

/// <summary>
/// Every SageMaker request that real clients (boto3, both Python SDKs, the JavaScript SDK, both AWS CLIs) were recorded to send, in their order, against the real server: what is
/// answered, and whether its shape is the model's.
/// </summary>
public sealed partial class RecordedRequestTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;
    private readonly Dictionary<string, string> executions = [];

    [Fact]
    public async Task What_real_clients_send_is_answered_as_they_expect()
    {
        var requests = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Corpus", "sagemaker-requests.json"), TestContext.Current.CancellationToken))!.AsArray();
        var answers = new JsonArray();
        foreach (var (request, next) in requests.Select(one => one!.AsObject()).Zip(requests.Skip(1).Append(null)))
        {
            var operation = (string)request["operation"]!;
            await PutInputsAsync((string)request["body"]!);
            await PutDefinitionAsync((string)request["body"]!);
            server.Runtime.HoldAll = (string?)next?["operation"] == "StopPipelineExecution"; // what is to be stopped still runs then
            var answer = await client.SendAsync(operation, Live((string)request["body"]!));
            Assert.Empty(answer.Status == 200 ? ApiModel.Problems(operation, answer.Json) : []);
            answers.Add(new JsonObject { ["Request"] = $"{request["client"]}: {request["step"]}: {operation}", ["Answer"] = Told(answer) });
            if (operation is "StartPipelineExecution" or "StopPipelineExecution" or "RetryPipelineExecution" && answer.Status == 200)
            {
                var arn = (string)answer.Json["PipelineExecutionArn"]!;
                executions[arn.Split('/')[1]] = arn;
                await SettleAsync(arn);
            }
        }

        Golden.Check("RecordedRequests", new JsonObject { ["Answers"] = answers });
    }

    /// <summary>What follows meets the same state in every run.</summary>
    private async Task SettleAsync(string arn)
    {
        if (!server.Runtime.HoldAll)
        {
            await client.EndAsync(arn);
            return;
        }

        while (!(await client.StepsAsync(arn)).Any(step => (string?)step["StepStatus"] == "Executing"))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The clients had uploaded code and data before.</summary>
    private async Task PutInputsAsync(string body)
    {
        foreach (var place in Place().Matches(body).DistinctBy(found => found.Value))
        {
            await server.S3.CreateBucketAsync(place.Groups["bucket"].Value, TestContext.Current.CancellationToken);
            await server.S3.PutObjectAsync(place.Groups["bucket"].Value, place.Groups["key"].Value, "x"u8.ToArray(), "text/plain", TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A large definition was uploaded, too.</summary>
    private async Task PutDefinitionAsync(string body)
    {
        if (JsonNode.Parse(body)!["PipelineDefinitionS3Location"] is { } place)
        {
            await server.S3.CreateBucketAsync((string)place["Bucket"]!, TestContext.Current.CancellationToken);
            await server.S3.PutObjectAsync(
                (string)place["Bucket"]!, (string)place["ObjectKey"]!, System.Text.Encoding.UTF8.GetBytes(TestPipeline.Draw("A")), "text/plain", TestContext.Current.CancellationToken);
        }
    }

    [GeneratedRegex("s3://(?<bucket>[a-z0-9.-]{3,63})/(?<key>[A-Za-z0-9/_.-]*[A-Za-z0-9])")]
    private static partial Regex Place();

    /// <summary>The recording's account and executions become those of this server: the latest execution of the pipeline.</summary>
    private string Live(string body) => Execution().Replace(
        body.Replace("123123123123", "123456789012", StringComparison.Ordinal),
        found => executions.GetValueOrDefault(found.Groups["pipeline"].Value, found.Value));

    private static string Told(Answer answer) =>
        answer.Status == 200 ? "200" : $"{answer.Status} {answer.Json["__type"]}: {Id().Replace(((string)answer.Json["message"]!).Split('\n')[0], "ID")}";

    [GeneratedRegex("arn:aws:sagemaker:us-east-1:123456789012:pipeline/(?<pipeline>[A-Za-z0-9-]+)/execution/[a-z0-9]+")]
    private static partial Regex Execution();

    [GeneratedRegex("(?<=execution/)[a-z0-9]{12}")]
    private static partial Regex Id();
}
