using System.Text;
using System.Text.Json.Nodes;
using Refrain.Aws.AwsJson;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.AwsJson;

public sealed class AwsJsonClientTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly HttpClient _http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_call_is_signed_and_says_what_it_wants()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", """{"PipelineArn":"arn"}"""));

        var answer = await Client(server.Endpoint).CallAsync(
            "SageMaker.DescribePipeline", new JsonObject { ["PipelineName"] = "Abalone ሴ" }, Token);

        var received = Assert.Single(server.Received);
        Assert.Equal("arn", answer.GetProperty("PipelineArn").GetString());
        Assert.Equal(("POST", "/"), (received.Method, received.Target));
        Assert.Equal("SageMaker.DescribePipeline", received.Header("X-Amz-Target"));
        Assert.Equal("application/x-amz-json-1.1", received.Header("Content-Type"));
        Assert.Equal("Abalone ሴ", JsonNode.Parse(received.Body)!["PipelineName"]!.GetValue<string>());
        var verified = Assert.IsType<SigV4Verification.Verified>(received.Verify(Now, "secret"));
        Assert.Equal(("key", "eu-west-1", "sagemaker", "token"), (verified.AccessKeyId, verified.Region, verified.Service, verified.SessionToken));
    }

    [Fact]
    public async Task A_base_path_in_the_endpoint_is_kept_and_signed()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", ""));

        var answer = await Client(new Uri(server.Endpoint, "/aws/")).CallAsync("A.B", "{}"u8.ToArray(), Token);

        var received = Assert.Single(server.Received);
        Assert.Equal("/aws/", received.Target);
        Assert.Empty(answer.EnumerateObject());
        Assert.IsType<SigV4Verification.Verified>(received.Verify(Now, "secret"));
    }

    [Theory]
    [InlineData(400, "", """{"__type":"ResourceNotFound","message":"gone"}""", "ResourceNotFound", "gone")]
    [InlineData(400, "", """{"__type":"com.amazonaws.sagemaker#ConflictException","Message":"busy"}""", "ConflictException", "busy")]
    [InlineData(400, "x-amzn-ErrorType: ValidationException:http://internal/\r\n", """{"message":"bad"}""", "ValidationException", "bad")]
    [InlineData(502, "", "<html>proxy</html>", "UnknownError", "The service answered 502 Reason: <html>proxy</html>")]
    [InlineData(500, "", "", "UnknownError", "The service answered 500 Reason: (no body)")]
    [InlineData(500, "", "[1]", "UnknownError", "The service answered 500 Reason: [1]")]
    public async Task An_error_keeps_the_words_of_the_service(int status, string headers, string body, string code, string message)
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(status, headers + "x-amzn-RequestId: r-1\r\n", body));

        var exception = await Assert.ThrowsAsync<AwsServiceException>(
            () => Client(server.Endpoint).CallAsync("A.B", "{}"u8.ToArray(), Token));

        Assert.Equal((code, message, status, "r-1"), (exception.Code, exception.Message, exception.StatusCode, exception.RequestId));
    }

    [Fact]
    public async Task An_answer_that_is_not_json_is_not_taken_for_one()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", "<html>welcome</html>"));

        var exception = await Assert.ThrowsAsync<AwsServiceException>(
            () => Client(server.Endpoint).CallAsync("A.B", "{}"u8.ToArray(), Token));

        Assert.Contains("Is this the address of an AWS endpoint?", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_named()
    {
        var nowhere = LoopbackServer.Nowhere();

        var exception = await Assert.ThrowsAsync<AwsEndpointUnreachableException>(
            () => Client(nowhere).CallAsync("A.B", "{}"u8.ToArray(), Token));

        Assert.Equal(nowhere, exception.Endpoint);
        Assert.StartsWith($"Nothing answers at {nowhere}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":")]
    public async Task A_connection_that_breaks_is_reported_as_such(string answer)
    {
        await using var server = new LoopbackServer(_ => answer);

        var exception = await Assert.ThrowsAsync<AwsEndpointUnreachableException>(
            () => Client(server.Endpoint).CallAsync("A.B", "{}"u8.ToArray(), Token));

        Assert.Contains("broke before the answer was complete", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_up_is_not_an_unreachable_endpoint()
    {
        using var gaveUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Client(LoopbackServer.Nowhere()).CallAsync("A.B", Encoding.UTF8.GetBytes("{}"), gaveUp.Token));
    }

    private AwsJsonClient Client(Uri endpoint) => new(
        _http, new AwsConnection(endpoint, "eu-west-1", new AwsCredentials("key", "secret", "token")), "sagemaker", new StoppedClock(Now));
}
