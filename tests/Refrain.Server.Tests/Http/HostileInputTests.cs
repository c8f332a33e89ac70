using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Refrain.Server.Tests.Http;

/// <summary>
/// What a program that means harm sends over a bare connection: the server answers with an error of the caller's or hangs up, goes on answering, and touches nothing outside its folder. The cases
/// follow from a seed; REFRAIN_FUZZ_CASES asks for more (CONTRIBUTING.md).
/// </summary>
public sealed class HostileInputTests(TestServer server) : IClassFixture<TestServer>
{
    private const int Seed = 20260302;

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("REFRAIN_FUZZ_CASES"), CultureInfo.InvariantCulture, out var cases) ? cases : 400;

    private static readonly string[] Requests =
    [
        "POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: SageMaker.ListPipelines\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 43\r\nConnection: close\r\n\r\nAction=GetCallerIdentity&Version=2011-06-15",
        "GET /bucket/../../../../etc/passwd HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "PUT /bucket/key?uploadId=%00&partNumber=1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20260101%2Fr%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=0 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /api/v1/executions/x/steps?X=1 HTTP/1.1\r\nHost: h\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/20260101/r/sagemaker/aws4_request, SignedHeaders=host, Signature=0\r\nConnection: close\r\n\r\n",
    ];

    private static readonly string[] Bodies =
    [
        "{\"PipelineName\":\"P\",\"PipelineDefinition\":\"{}\",\"RoleArn\":\"arn:aws:iam::123456789012:role/R\",\"ClientRequestToken\":\"0123456789012345678901234567890123\"}",
        "{\"PipelineExecutionArn\":\"arn:aws:sagemaker:us-east-1:123456789012:pipeline/p/execution/abcdefghijkl\",\"MaxResults\":1,\"NextToken\":\"x\"}",
        "{\"QueueName\":\"q\",\"Attributes\":{\"VisibilityTimeout\":\"1\"},\"Entries\":[{\"Id\":\"a\",\"MessageBody\":\"b\"}]}",
        "{\"logGroupName\":\"/aws/sagemaker/TrainingJobs\",\"logStreamName\":\"a/algo-1-1\",\"limit\":1,\"nextToken\":\"f/1\"}",
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FR&RoleSessionName=me&DurationSeconds=900",
        "Action=SendMessageBatch&QueueUrl=http%3A%2F%2Fh%2F123456789012%2Fq&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=b",
    ];

    private static readonly string[] Targets =
    [
        "SageMaker.CreatePipeline", "SageMaker.ListPipelineExecutionSteps", "SageMaker.StartPipelineExecution", "SageMaker.DescribeTrainingJob", "AmazonSQS.CreateQueue", "AmazonSQS.SendMessageBatch",
        "AmazonSQS.ReceiveMessage", "Logs_20140328.GetLogEvents", "Logs_20140328.FilterLogEvents", "Logs_20140328.DescribeLogStreams",
    ];

    [Fact]
    public async Task Damaged_requests_are_refused_and_the_server_goes_on()
    {
        var canary = Canary();
        var random = new Random(Seed);
        for (var n = 0; n < Cases; n++)
        {
            var status = await SendAsync(Damage(random, Requests[random.Next(Requests.Length)]));
            Assert.True(status is null or 505 or (>= 200 and < 500), $"seed {Seed}, case {n}: {status}");
        }

        await AssertWellAsync(canary);
    }

    [Fact]
    public async Task Signed_requests_with_damaged_bodies_are_the_callers_fault()
    {
        var canary = Canary();
        var random = new Random(Seed);
        for (var n = 0; n < Cases; n++)
        {
            var body = Encoding.UTF8.GetBytes(Damage(random, Bodies[random.Next(Bodies.Length)]));
            var (service, header) = random.Next(3) == 0
                ? (random.Next(2) == 0 ? "sts" : "sqs", ("Content-Type", "application/x-www-form-urlencoded"))
                : Targets[random.Next(Targets.Length)] is var target && target.StartsWith("Amazon", StringComparison.Ordinal) ? ("sqs", ("X-Amz-Target", target))
                : (target.StartsWith("Logs", StringComparison.Ordinal) ? "logs" : "sagemaker", ("X-Amz-Target", target));
            var answer = await new SignedHttp(Client, server.Endpoint, TestServer.Keys) { Service = service }.SendAsync("POST", "/", body, null, header);
            Assert.True(answer.Status is 200 or (>= 400 and < 500), $"seed {Seed}, case {n}: {service} {header} {Encoding.UTF8.GetString(body)}: {answer.Status} {answer.Text}");
        }

        await AssertWellAsync(canary);
    }

    [Theory]
    [InlineData("/esc/../../../../../../tmp/escaped")]
    [InlineData("/esc/%2e%2e/%2e%2e/%2e%2e/%2e%2e/tmp/escaped")]
    [InlineData("/esc/..%2f..%2f..%2f..%2ftmp%2fescaped")]
    [InlineData("/esc//etc/passwd")]
    [InlineData("/..%2fesc/key")]
    [InlineData("/esc/%00")]
    [InlineData("/esc/a%0d%0aX-Injected:%201")]
    public async Task A_key_names_a_key_and_never_a_file(string target)
    {
        var canary = Canary();
        var s3 = new SignedHttp(Client, server.Endpoint, TestServer.Keys) { Service = "s3" };
        await s3.SendAsync("PUT", "/esc");
        var put = await s3.SendAsync("PUT", target, "hostile"u8.ToArray());
        var got = await s3.SendAsync("GET", target);

        Assert.True(put.Status == 200 ? got.Text == "hostile" : put.Status is >= 400 and < 500, $"{put.Status} {got.Status}");
        Assert.Null(got.Header("X-Injected"));
        Assert.False(File.Exists("/tmp/escaped"));
        await AssertWellAsync(canary);
    }

    [Fact]
    public async Task A_body_without_end_a_head_without_end_and_a_document_without_bottom_are_refused()
    {
        var canary = Canary();
        var deep = Encoding.UTF8.GetBytes(new string('[', 100_000));
        var many = Encoding.UTF8.GetBytes("Action=GetCallerIdentity&" + string.Concat(Enumerable.Repeat("a&", 1_000_000)));
        var sageMaker = new SignedHttp(Client, server.Endpoint, TestServer.Keys);
        var sts = new SignedHttp(Client, server.Endpoint, TestServer.Keys) { Service = "sts" };

        Assert.Equal(400, (await sageMaker.SendAsync("POST", "/", deep, null, ("X-Amz-Target", "SageMaker.CreatePipeline"))).Status);
        Assert.Equal(400, (await sageMaker.SendAsync("POST", "/", new byte[9 * 1024 * 1024], null, ("X-Amz-Target", "SageMaker.CreatePipeline"))).Status);
        Assert.Equal(400, (await sts.SendAsync("POST", "/", many, null, ("Content-Type", "application/x-www-form-urlencoded"))).Status);
        // Who sends more than is read may see the connection go before the answer.
        Assert.Contains(await SendAsync("GET / HTTP/1.1\r\nHost: h\r\n" + string.Concat(Enumerable.Range(0, 200).Select(n => $"x-{n}: 1\r\n")) + "\r\n"), new int?[] { 431, null });
        Assert.Contains(await SendAsync($"GET / HTTP/1.1\r\nHost: h\r\nx: {new string('x', 40_000)}\r\n\r\n"), new int?[] { 431, null });
        Assert.Contains(await SendAsync($"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: h\r\n\r\n"), new int?[] { 414, null });
        await AssertWellAsync(canary);
    }

    [Fact]
    public async Task Unsigned_forms_that_cannot_be_read_are_refused_in_XML()
    {
        using var http = new HttpClient();
        foreach (var form in (string[])["Action=a&Action=b", "%", string.Concat(Enumerable.Repeat("a.", 50)) + "a=1", ""])
        {
            using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
            using var answer = await http.PostAsync(server.Endpoint, content, TestContext.Current.CancellationToken);
            Assert.Equal(403, (int)answer.StatusCode);
            Assert.Contains("<Code>MissingAuthenticationToken</Code>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    private static readonly HttpClient Client = new();

    private string Canary()
    {
        var file = Path.Combine(Path.GetDirectoryName(server.DataDirectory)!, "canary");
        File.WriteAllText(file, "untouched");
        return file;
    }

    private async Task AssertWellAsync(string canary)
    {
        Assert.Equal("ok", await Client.GetStringAsync(new Uri(server.Endpoint, "/healthz"), TestContext.Current.CancellationToken));
        Assert.Equal(200, (await server.SageMaker.SendAsync("ListPipelines", "{}")).Status);
        Assert.Equal("untouched", await File.ReadAllTextAsync(canary, TestContext.Current.CancellationToken));
        Assert.Equal(["canary", "data"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(canary)!).Select(Path.GetFileName).Order());
    }

    /// <summary>The status of the answer; null when the server hung up without one.</summary>
    private async Task<int?> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            return line?.Split(' ') is ["HTTP/1.1", var status, ..] ? int.Parse(status, CultureInfo.InvariantCulture) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Damage(Random random, string text)
    {
        string[] pieces = ["", "\0", "%", "%zz", "../", "=", "&", "\"", "{", "[", "\r\n", "\ud800", "ü", "-1", "1e999", "99999999999999999999", "null", ".", " "];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            var length = random.Next(Math.Min(8, text.Length - at) + 1);
            text = text[..at] + pieces[random.Next(pieces.Length)] + text[(at + (random.Next(2) * length))..];
        }

        return text;
    }
}
