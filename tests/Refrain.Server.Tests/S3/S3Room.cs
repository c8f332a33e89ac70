using System.Text;
using System.Xml.Linq;

namespace Refrain.Server.Tests.S3;

/// <summary>A bucket of a test class's own, and requests about it.</summary>
public abstract class S3Room(TestServer server, string bucket) : IClassFixture<TestServer>, IAsyncLifetime
{
    protected string Bucket => bucket;

    protected TestServer Server => server;

    private protected SignedHttp Http => new(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = "s3" };

    public async ValueTask InitializeAsync() => await server.S3.CreateBucketAsync(bucket, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected Task<Answer> AskAsync(string method, string keyAndQuery, string? body = null, params (string Name, string Value)[] headers) =>
        Http.SendAsync(method, $"/{bucket}/{keyAndQuery}", body is null ? null : Encoding.UTF8.GetBytes(body), null, headers);

    private protected async Task<Answer> PutAsync(string key, string body, params (string Name, string Value)[] headers)
    {
        var answer = await AskAsync("PUT", key, body, headers);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    private protected async Task<string> TextAsync(string key) => (await AskAsync("GET", key)).Text;

    private protected static void Refused(Answer answer, int status, string code)
    {
        Assert.True(answer.Status == status, $"{answer.Status}: {answer.Text}");
        Assert.Contains($"<Code>{code}</Code>", answer.Text, StringComparison.Ordinal);
    }

    private protected static string[] Texts(Answer answer, string element)
    {
        Assert.True(answer.Status == 200, $"{answer.Status}: {answer.Text}");
        return [.. XDocument.Parse(answer.Text).Descendants().Where(node => node.Name.LocalName == element).Select(node => node.Value)];
    }
}
