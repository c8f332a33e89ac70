using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests.Http;

public sealed class AuthenticationTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_body_is_refused()
    {
        var http = Http(tamper: message => message.Content = new ByteArrayContent("""{"MaxResults": 2}"""u8.ToArray()));

        Assert.StartsWith("InvalidSignatureException: ", await new SageMakerClient(http).RefusedAsync("ListPipelines", """{"MaxResults": 1}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_operation_is_refused()
    {
        var http = Http(tamper: message =>
        {
            message.Headers.Remove("X-Amz-Target");
            message.Headers.TryAddWithoutValidation("X-Amz-Target", "SageMaker.DeletePipeline");
        });

        Assert.StartsWith("InvalidSignatureException: ", await new SageMakerClient(http).RefusedAsync("ListPipelines", "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused() => Assert.Equal(
        "InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your secret access key and signing method.",
        await new SageMakerClient(Http(new AwsCredentials(TestServer.Keys.AccessKeyId, "wrong"))).RefusedAsync("ListPipelines", "{}"));

    [Fact]
    public async Task An_unknown_key_is_refused()
    {
        var stranger = new AwsCredentials("SOMEBODYELSE", TestServer.Keys.SecretAccessKey);
        var s3 = await Http(stranger, service: "s3").SendAsync("GET", "/bucket/key");

        Assert.Equal(
            "UnrecognizedClientException: The security token included in the request is invalid.", await new SageMakerClient(Http(stranger)).RefusedAsync("ListPipelines", "{}"));
        Assert.Equal(403, s3.Status);
        Assert.Contains("<Code>InvalidAccessKeyId</Code>", s3.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unsigned_request_is_refused_in_the_language_it_is_asked_in()
    {
        using var http = new HttpClient();
        using var operation = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = new StringContent("{}", Encoding.UTF8, "application/x-amz-json-1.1") };
        operation.Headers.Add("X-Amz-Target", "SageMaker.ListPipelines");
        using var json = await http.SendAsync(operation, cancellation);
        using var s3 = await http.GetAsync(new Uri(server.Endpoint, "/bucket/key"), cancellation);
        using var api = await http.GetAsync(new Uri(server.Endpoint, "/api/v1/executions/x/steps"), cancellation);

        Assert.Equal((400, 403, 400), ((int)json.StatusCode, (int)s3.StatusCode, (int)api.StatusCode));
        Assert.Contains("\"__type\":\"MissingAuthenticationTokenException\"", await json.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        Assert.Contains("<Code>AccessDenied</Code>", await s3.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        Assert.Contains("\"__type\":\"MissingAuthenticationTokenException\"", await api.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_authorization_is_refused()
    {
        var http = Http(tamper: message =>
        {
            message.Headers.Remove("Authorization");
            message.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=half");
        });

        Assert.StartsWith("IncompleteSignatureException: ", await new SageMakerClient(http).RefusedAsync("ListPipelines", "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_offered_says_so() => Assert.Equal(
        "UnknownOperationException: Refrain does not offer the service 'batch' (X-Amz-Target SageMaker.GetLogEvents). Point AWS_ENDPOINT_URL_<SERVICE> elsewhere for it.",
        await new SageMakerClient(Http(service: "batch")).RefusedAsync("GetLogEvents", "{}"));

    [Fact]
    public async Task Every_answer_carries_an_id_of_its_own()
    {
        var answers = new[] { await server.SageMaker.SendAsync("ListPipelines", "{}"), await server.SageMaker.SendAsync("Nonsense", "{}") };

        Assert.Equal(2, answers.Select(answer => Guid.Parse(answer.Header("x-amzn-RequestId")!)).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal("application/x-amz-json-1.1", answer.Header("Content-Type")));
    }

    [Fact]
    public async Task Anybody_may_ask_whether_the_server_is_there()
    {
        using var http = new HttpClient();

        Assert.Equal("ok", await http.GetStringAsync(new Uri(server.Endpoint, "/healthz"), cancellation));
    }

    private SignedHttp Http(AwsCredentials? keys = null, string service = "sagemaker", Action<HttpRequestMessage>? tamper = null) =>
        new(new HttpClient(), server.Endpoint, keys ?? TestServer.Keys) { Service = service, Tamper = tamper };
}
