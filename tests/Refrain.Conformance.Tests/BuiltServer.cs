using Refrain.Aws.SigV4;
using Refrain.Journey.Tests;

[assembly: AssemblyFixture(typeof(Refrain.Conformance.Tests.BuiltServer))]

namespace Refrain.Conformance.Tests;

/// <summary>One built server for all clients of this project; tests take buckets, pipelines and so on of names of their own. Ask for it in a constructor.</summary>
public sealed class BuiltServer : IAsyncLifetime
{
    private ServerUnderTest? server;

    /// <summary>The region that all clients are told.</summary>
    public const string Region = "us-east-1";

    /// <summary>Where the server listens, for example <c>http://127.0.0.1:40123</c>.</summary>
    public string Endpoint => Server.Endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>The keys it believes.</summary>
    public AwsCredentials Keys => Server.Keys;

    /// <summary>The process, for tests that kill it or look into its folder.</summary>
    internal ServerUnderTest Server => server ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>What every AWS client reads. Nothing of the machine's own AWS settings gets through.</summary>
    public IReadOnlyDictionary<string, string> ClientEnvironment => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL"] = Endpoint,
        ["AWS_ACCESS_KEY_ID"] = Keys.AccessKeyId,
        ["AWS_SECRET_ACCESS_KEY"] = Keys.SecretAccessKey,
        ["AWS_DEFAULT_REGION"] = Region,
        ["AWS_REGION"] = Region,
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_PAGER"] = "",
        ["NO_PROXY"] = "127.0.0.1",
    };

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => server = await ServerUnderTest.StartAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
