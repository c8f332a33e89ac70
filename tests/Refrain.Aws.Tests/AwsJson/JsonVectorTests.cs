using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws.AwsJson;
using Refrain.Aws.SigV4;
using Refrain.Aws.Tests.Query;

namespace Refrain.Aws.Tests.AwsJson;

/// <summary>AWS's own conformance cases of JSON 1.1, over a real connection.</summary>
public sealed class JsonVectorTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly HttpClient _http = new();

    // A host prefix and compression are options of other services' clients.
    public static TheoryData<string> Requests => ProtocolVector.Ids(
        "input-json.json",
        one => one.Case["given"]!["endpoint"] is null && one.Case["given"]!["requestcompression"] is null && (string?)one.Case["serialized"]!["host"] is null);

    public static TheoryData<string> Answers => ProtocolVector.Ids("output-json.json", one => one.Case["errorCode"] is null);

    public static TheoryData<string> Errors => ProtocolVector.Ids("output-json.json", one => one.Case["errorCode"] is not null);

    public void Dispose() => _http.Dispose();

    [Fact]
    public void The_suite_is_here() => Assert.Equal((49, 46, 12), (Requests.Count, Answers.Count, Errors.Count));

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_leaves_as_the_suite_has_it(string id)
    {
        var vector = ProtocolVector.Read("input-json.json", id);
        var serialized = vector.Case["serialized"]!;
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", "{}"));
        var body = vector.Body.Length == 0 ? new JsonObject() : JsonNode.Parse(vector.Body)!;

        await Client(server.Endpoint).CallAsync($"JsonProtocol.{vector.Action}", body, TestContext.Current.CancellationToken);

        var received = Assert.Single(server.Received);
        Assert.Equal(((string?)serialized["method"], (string?)serialized["uri"]), (received.Method, received.Target));
        foreach (var (name, value) in serialized["headers"]?.AsObject() ?? [])
        {
            Assert.Equal((string?)value, received.Header(name));
        }

        Assert.True(JsonNode.DeepEquals(body, JsonNode.Parse(received.Body)));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_read_and_its_times_are_the_suites(string id)
    {
        var vector = ProtocolVector.Read("output-json.json", id);
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "Content-Type: application/x-amz-json-1.1\r\n", vector.Body));

        var answer = await Client(server.Endpoint).CallAsync($"JsonProtocol.{vector.Action}", "{}"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(JsonValueKind.Object, answer.ValueKind);
        foreach (var (expected, actual) in Times(vector.Shapes, vector.Shape("output"), vector.Case["result"]!, answer))
        {
            Assert.Equal(expected, AwsTimestamp.ToEpochSeconds(AwsTimestamp.Read(actual)!.Value));
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_has_the_code_of_the_suite(string id)
    {
        var vector = ProtocolVector.Read("output-json.json", id);
        var response = vector.Case["response"]!;
        var headers = string.Concat((response["headers"]?.AsObject() ?? []).Select(header => $"{header.Key}: {header.Value}\r\n"));
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer((int)response["status_code"]!, headers, vector.Body));

        var error = await Assert.ThrowsAsync<AwsServiceException>(
            () => Client(server.Endpoint).CallAsync($"JsonProtocol.{vector.Action}", "{}"u8.ToArray(), TestContext.Current.CancellationToken));

        Assert.Equal(((string?)vector.Case["errorCode"], (int)response["status_code"]!), (error.Code, error.StatusCode));
        if ((string?)vector.Case["errorMessage"] is { } message)
        {
            Assert.Equal(message, error.Message);
        }
    }

    private static IEnumerable<(decimal Expected, JsonElement Actual)> Times(JsonObject shapes, string? shape, JsonNode expected, JsonElement actual)
    {
        foreach (var (name, member) in (shape is null ? null : shapes[shape]!["members"]?.AsObject()) ?? [])
        {
            var type = (string)member!["shape"]!;
            if (expected[name] is { } value && actual.TryGetProperty((string?)member["locationName"] ?? name, out var read))
            {
                var found = (string)shapes[type]!["type"]! switch
                {
                    "timestamp" => [((decimal)value, read)],
                    "structure" => Times(shapes, type, value, read),
                    _ => [],
                };
                foreach (var one in found)
                {
                    yield return one;
                }
            }
        }
    }

    private AwsJsonClient Client(Uri endpoint) =>
        new(_http, new AwsConnection(endpoint, "us-east-1", new AwsCredentials("key", "secret")), "service", new StoppedClock(Now));
}
