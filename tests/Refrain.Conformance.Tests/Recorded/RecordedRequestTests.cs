using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Refrain.Aws.S3;
using Refrain.Journey.Tests;
using Refrain.Server.Tests;
using Refrain.Server.Tests.S3;

namespace Refrain.Conformance.Tests.Recorded;

/// <summary>
/// Every request that real clients (boto3, both SageMaker SDKs for Python, the SDK for JavaScript, the AWS command line) were recorded to send, to whatever service, in their order,
/// signed anew: the status that the recording got, and the shape of the answer. <c>UPDATE_GOLDEN=1</c> rewrites <c>answers.json</c>.
/// </summary>
public sealed partial class RecordedRequestTests
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> uploads = [];
    private readonly Dictionary<string, string> parts = [];

    [Fact]
    public async Task What_real_clients_send_to_any_service_is_answered_as_they_expect()
    {
        using var folder = new ClientFolder();
        await File.WriteAllTextAsync(folder["images.json"], """{"images": [{"name": "any", "match": ["*"], "python": "/usr/bin/python3", "train": ["/bin/true"], "process": ["/bin/true"]}]}""", TestContext.Current.CancellationToken);
        await using var server = await ServerUnderTest.StartAsync("--images", folder["images.json"]);
        var world = new RecordedWorld(server);
        var requests = RecordedRequest.All();
        var answers = new JsonArray();
        foreach (var (request, next) in requests.Zip(requests.Skip(1).Append(null)))
        {
            await world.PrepareAsync(request, next);
            var answer = await SendAsync(server, world, request);
            Assert.True((request.Status ?? answer.Status) == answer.Status, $"{request.Name}: {answer.Status} {answer.Text}");
            answers.Add(new JsonObject { ["Request"] = request.Name, ["Answer"] = Told(answer), ["Shape"] = AnswerShape.Of(answer) });
            if (request.Operation is "StartPipelineExecution" or "StopPipelineExecution" or "RetryPipelineExecution" && answer.Status == 200)
            {
                await world.SettleAsync((string)answer.Json["PipelineExecutionArn"]!, next?.Operation == "StopPipelineExecution");
            }
        }

        await CompareAsync(answers.ToJsonString(Pretty) + "\n");
    }

    private static async Task CompareAsync(string actual)
    {
        var file = ClientFolder.Script("Recorded/answers.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), actual);
    }

    /// <summary>Sends it with the bytes that were not recorded: zeros, or "hello" where that was seen, and checksums to match.</summary>
    private async Task<Answer> SendAsync(ServerUnderTest server, RecordedWorld world, RecordedRequest request)
    {
        var http = new SignedHttp(new HttpClient(), server.Endpoint, server.Keys) { Service = request.Service };
        if (request.Operation == "UploadPart" && request.Target.EndsWith("partNumber=3", StringComparison.Ordinal))
        {
            foreach (var part in new[] { "1", "2" }) // of which one was written down
            {
                await SendAsync(server, world, request with { Target = request.Target[..^1] + part, Bytes = 8 << 20 });
            }
        }

        var body = request.Text is { } text ? Encoding.UTF8.GetBytes(LiveParts(request, world.Live(text))) : request.Bytes == 5 ? "hello"u8.ToArray() : new byte[request.Bytes];
        var (sent, hash) = request.Header("x-amz-trailer") is null ? (body, null) : (Framed(body), "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        var headers = request.Headers.Select(header => (header.Name, Value: header.Name switch
        {
            "x-amz-checksum-crc32" => S3Checksum.Of(ChecksumAlgorithm.Crc32, body),
            "content-md5" => Md5.Header(body),
            _ => header.Value,
        })).ToList();
        if (headers.FindIndex(header => header.Name == "if-match") is >= 0 and var match)
        {
            headers[match] = ("if-match", await world.HeadAsync(request.Place) ?? "");
        }

        var target = UploadId().Replace(request.Target, found => uploads.GetValueOrDefault(request.Place.Key, found.Value));
        var answer = await http.SendAsync(request.Method, target, sent.Length == 0 && request.Method is "GET" or "HEAD" or "DELETE" ? null : sent, hash, [.. headers]);
        Remember(request, answer);
        return answer;
    }

    private static byte[] Framed(byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. Encoding.ASCII.GetBytes($"\r\n0\r\nx-amz-checksum-crc32:{S3Checksum.Of(ChecksumAlgorithm.Crc32, body)}\r\n\r\n")];

    /// <summary>The list of parts with the ETags that this server gave.</summary>
    private string LiveParts(RecordedRequest request, string text) => request.Operation == "CompleteMultipartUpload"
        ? Part().Replace(text, found => $"<Part><ETag>{parts[request.Place.Key + found.Groups["number"].Value]}</ETag><PartNumber>{found.Groups["number"].Value}</PartNumber></Part>")
        : text;

    private void Remember(RecordedRequest request, Answer answer)
    {
        if (request.Operation == "CreateMultipartUpload")
        {
            uploads[request.Place.Key] = UploadIdElement().Match(answer.Text).Groups["id"].Value;
        }
        else if (request.Operation == "UploadPart")
        {
            parts[request.Place.Key + request.Target[^1]] = answer.Header("ETag") ?? "";
        }
    }

    private static string Told(Answer answer)
    {
        var (type, message) = AnswerShape.Error(answer);
        return answer.Status < 300 || type is null ? $"{answer.Status}" : $"{answer.Status} {type}: {Id().Replace(message ?? "", "ID")}";
    }

    [GeneratedRegex("(?<=[?&]uploadId=)[^&]+")]
    private static partial Regex UploadId();

    [GeneratedRegex("<UploadId>(?<id>[^<]+)</UploadId>")]
    private static partial Regex UploadIdElement();

    [GeneratedRegex("<Part><ETag>[^<]*</ETag><PartNumber>(?<number>[0-9]+)</PartNumber></Part>")]
    private static partial Regex Part();

    [GeneratedRegex("(?<=execution/)[a-z0-9]{12}")]
    private static partial Regex Id();
}
