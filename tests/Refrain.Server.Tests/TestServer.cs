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
