using Refrain.Aws.AwsJson;
using Refrain.Cli.Api;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Connecting;

/// <summary>A connection with everything a command does over it.</summary>
internal sealed class CliSession : IDisposable
{
    // Long enough for a server that is busy, short enough that a wrong address is noticed.
    private static readonly TimeSpan connectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan answerTimeout = TimeSpan.FromSeconds(100);

    private readonly HttpClient http;
    private readonly HttpClient streams;

    public CliSession(CliHost host, ConnectionSettings settings)
    {
        Host = host;
        Settings = settings;
        http = new HttpClient(Handler(settings)) { Timeout = answerTimeout };
        streams = new HttpClient(Handler(settings)) { Timeout = Timeout.InfiniteTimeSpan };
        Api = new SageMakerApi(new AwsJsonClient(http, settings.Connection, "sagemaker", host.Time), host.NewToken);
        Logs = new StepLogs(streams, settings.Connection, host.Time);
        Refrain = new RefrainApi(http, settings.Connection, host.Time);
        Patient = new RefrainApi(streams, settings.Connection, host.Time);
        Screen = new Screen(host);
    }

    public CliHost Host { get; }

    public ConnectionSettings Settings { get; }

    public SageMakerApi Api { get; }

    /// <summary>What only a Refrain server answers.</summary>
    public RefrainApi Refrain { get; }

    /// <summary>The same for what may take the server as long as it likes: a backup of much.</summary>
    public RefrainApi Patient { get; }

    public StepLogs Logs { get; }

    public Screen Screen { get; }

    /// <summary>Sends requests that end by themselves; for other services at the same address.</summary>
    public HttpClient Http => http;

    public void Dispose()
    {
        http.Dispose();
        streams.Dispose();
    }

    // A proxy set for the world outside must not see what stays on this machine.
    private static SocketsHttpHandler Handler(ConnectionSettings settings) => new()
    {
        ConnectTimeout = connectTimeout,
        UseProxy = !settings.Connection.Endpoint.IsLoopback,
        AllowAutoRedirect = false,
    };
}
