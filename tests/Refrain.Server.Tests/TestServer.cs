using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;
using Refrain.Server.Composition;
using Refrain.Server.Hosting;

namespace Refrain.Server.Tests;

/// <summary>The real server on a free port with a data folder of its own; only jobs are played, by <see cref="ScriptedRuntime"/>.</summary>
public class TestServer : IAsyncLifetime
{
    public static readonly AwsCredentials Keys = new("REFRAINTESTKEY", "a-secret-that-only-the-tests-know");

    private readonly TestFolder folder = new();
    private readonly SocketsHttpHandler handler = new();
    private RefrainServer? server;
    private ScriptedRuntime? runtime;

    public Uri Endpoint => server!.Endpoint;

    internal IServiceProvider Services => server!.Services;

    internal ScriptedRuntime Runtime => runtime!;

    internal string DataDirectory => folder.File("data");

    internal SignedHttp Http => new(new HttpClient(handler, disposeHandler: false), Endpoint, Keys);

    internal SageMakerClient SageMaker => new(Http);

    internal S3Client S3 => new(new HttpClient(handler, disposeHandler: false), new AwsConnection(Endpoint, "us-east-1", Keys), TimeProvider.System);

    internal virtual ServerOptions Options => new() { DataDirectory = DataDirectory };

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(DataDirectory);
        await File.WriteAllTextAsync(
            Path.Combine(DataDirectory, "credentials.json"), $$"""{"accessKeyId":"{{Keys.AccessKeyId}}","secretAccessKey":"{{Keys.SecretAccessKey}}"}""");
        runtime = new ScriptedRuntime(folder.Path);
        await StartAsync();
    }

    /// <summary>Ends the server and starts another one on its data folder. Its address is another one.</summary>
    internal async Task RestartAsync()
    {
        await ShutDownAsync();
        await StartAsync();
    }

    private async Task StartAsync() => server = await RefrainServer.StartAsync(Options, TimeProvider.System, (_, _, _, _) => new RuntimePorts(runtime!, runtime!)); // made before

    /// <summary>Shuts the server down, as a signal would.</summary>
    internal ValueTask ShutDownAsync() => server!.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await ShutDownAsync();
        handler.Dispose();
        folder.Dispose();
    }
}

/// <summary>As <see cref="TestServer"/>, verifying no signatures.</summary>
public sealed class OpenTestServer : TestServer
{
    internal override ServerOptions Options => base.Options with { AllowAnyCredentials = true };
}

/// <summary>As <see cref="TestServer"/>, taking references of the started version only.</summary>
public sealed class StrictTestServer : TestServer
{
    internal override ServerOptions Options => base.Options with { Rule = Refrain.Core.Planning.ReferenceRule.SameVersion };
}

/// <summary>As <see cref="TestServer"/>, told other limits.</summary>
public sealed class LimitedTestServer : TestServer
{
    internal override ServerOptions Options => base.Options with
    {
        Limits = Core.Limits.Default with { Steps = 2, Parameters = 201, ParameterValueCharacters = 1025, SelectedSteps = 51, DefinitionCharacters = 3000, Tags = 1, ProcessingEnvironment = 1 },
    };
}

/// <summary>An answer, whole.</summary>
internal sealed record Answer(int Status, HttpResponseMessage Message, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
}

/// <summary>Signs and sends requests exactly as written.</summary>
internal sealed class SignedHttp(HttpClient http, Uri endpoint, AwsCredentials keys)
{
    public string Region { get; init; } = "us-east-1";

    public string Service { get; init; } = "sagemaker";

    /// <summary>Changes a request after it was signed.</summary>
    public Action<HttpRequestMessage>? Tamper { get; init; }

    public async Task<Answer> SendAsync(
        string method, string target, byte[]? body = null, string? payloadHash = null, params (string Name, string Value)[] headers)
    {
        using var message = Message(method, target, body, payloadHash, headers);
        using var answer = await http.SendAsync(message, TestContext.Current.CancellationToken);
        return new Answer((int)answer.StatusCode, answer, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    public Task<HttpResponseMessage> BeginAsync(string target) =>
        http.SendAsync(Message("GET", target, null, null, []), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private HttpRequestMessage Message(string method, string target, byte[]? body, string? payloadHash, (string Name, string Value)[] headers)
    {
        var uri = new Uri($"http://{endpoint.Authority}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(method), uri) { Content = body is null ? null : new ByteArrayContent(body) };
        SigV4Header[] signed = [new("Host", endpoint.Authority), .. headers.Select(header => new SigV4Header(header.Name, header.Value))];
        var request = SigV4Request.FromTarget(method, target, signed, payloadHash ?? PayloadHash.Of(body ?? []));
        var signature = SigV4Signer.Sign(request, keys, Region, Service, DateTimeOffset.UtcNow);
        foreach (var header in signed.Concat(signature.HeadersToSet))
        {
            if (!message.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        Tamper?.Invoke(message);
        return message;
    }
}
