using System.Runtime.InteropServices;
using System.Net.Sockets;
using Refrain.Engine.Driving;
using Refrain.Server.Access;
using Refrain.Server.Composition;

namespace Refrain.Server.Hosting;

/// <summary>A running server: storage, runtime, engine and front doors of one data folder.</summary>
public sealed class RefrainServer : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> undo = new();
    private WebApplication? app;

    /// <summary>What the process is made of; for tests that look behind the doors.</summary>
    internal IServiceProvider Services => app!.Services; // asked of a started server

    private RefrainServer(ServerOptions options) => DataDirectory = Path.GetFullPath(options.DataDirectory);

    /// <summary>Where clients of this machine reach it.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>The data folder, absolute.</summary>
    public string DataDirectory { get; }

    /// <summary>Starts everything; when it returns, requests are answered and unfinished executions go on.</summary>
    /// <param name="options">What the operator said.</param>
    /// <param name="clock">Tells when.</param>
    /// <param name="runtime">Where jobs run; null: as processes of this machine.</param>
    /// <exception cref="StartException">It cannot start as things are; nothing is left running.</exception>
    /// <exception cref="IOException">The data folder is in use, unwritable, full or damaged; nothing is left running.</exception>
    public static async Task<RefrainServer> StartAsync(ServerOptions options, TimeProvider clock, RuntimeFactory? runtime = null)
    {
        var server = new RefrainServer(options);
        var started = false;
        try
        {
            await server.StartPartsAsync(options, clock, runtime ?? RuntimeSetup.OpenLocal);
            started = true;
            return server;
        }
        finally
        {
            if (!started)
            {
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Completes when a signal asks the process to end.</summary>
    public async Task WaitForShutdownAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = app!.Lifetime.ApplicationStopping.Register(asked.SetResult); // started: there is an app
        await asked.Task;
    }

    /// <summary>Takes no more requests, lets go of executions (their jobs go on) and closes the storage.</summary>
    public async ValueTask DisposeAsync()
    {
        if (undo.TryPop(out var step))
        {
            try
            {
                await step();
            }
            finally
            {
                await DisposeAsync(); // the rest, whatever became of this one
            }
        }
    }

    private async Task StartPartsAsync(ServerOptions options, TimeProvider clock, RuntimeFactory openRuntime)
    {
        var logging = LoggingSetup.Create(options, clock);
        Undo(logging.Dispose);
        RefuseNewKeysForStrangers(options);
        var storage = await StorageSetup.OpenAsync(options, clock, logging);
        undo.Push(storage.DisposeAsync);
        var credentials = CredentialsFile.ReadOrMake(DataDirectory);
        var runtime = openRuntime(options, storage.Objects, logging, clock);
        undo.Push(runtime.Runtime is IAsyncDisposable owned ? owned.DisposeAsync : () => ValueTask.CompletedTask);

        app = HttpSetup.Build(options, logging, services => services
            .AddSingleton(clock)
            .AddStorage(storage)
            .AddRuntime(runtime)
            .AddEngine(options)
            .AddFrontDoors(options, credentials));
        undo.Push(app.DisposeAsync); // the coordinator with it: it lets go of its executions
        // A terminal that closes is a goodbye too; the host itself knows only SIGINT, SIGQUIT and SIGTERM.
        var lifetime = app.Lifetime;
        Undo(PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        }).Dispose);
        using var pause = app.Services.GetRequiredService<JobSlots>().Pause(); // a request that comes early takes no slot from a job that still runs
        await app.Services.GetRequiredService<JobAccess>().RecallAsync(CancellationToken.None);
        await ListenAsync(app, options.Listen);
        undo.Push(async () => await app.StopAsync());
        Endpoint = options.Listen.Endpoint(new Uri(app.Urls.First()).Port);
        app.Services.GetRequiredService<PublicAddress>().Endpoint = Endpoint;
        await app.Services.GetRequiredService<Coordinator>().StartAsync(CancellationToken.None);
        app.Services.GetRequiredService<Upkeep>().Start();
        ServerFile.Write(DataDirectory, Endpoint, options.Account);
        Undo(() => ServerFile.Remove(DataDirectory));
        if (options.AllowAnyCredentials)
        {
            logging.CreateLogger<RefrainServer>().AnyCredentials(Endpoint);
        }
    }

    /// <summary>Keys that nobody has seen yet protect nobody's work: who opens the server to other machines must have chosen or read them.</summary>
    private void RefuseNewKeysForStrangers(ServerOptions options)
    {
        if (!options.Listen.IsLoopback && !File.Exists(CredentialsFile.PathIn(DataDirectory)))
        {
            throw new StartException(
                $"{options.Listen} can be reached from other machines, and '{CredentialsFile.PathIn(DataDirectory)}' does not exist yet. "
                + "Start the server once on loopback, which makes its keys, or write that file; then start it here.");
        }
    }

    private static async Task ListenAsync(WebApplication app, ListenAddress address)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw new StartException($"Cannot listen at {address}: {error.Message.TrimEnd('.')}. Choose another address with --urls; port 0 takes a free one.", error);
        }
    }

    private void Undo(Action action) => undo.Push(() =>
    {
        action();
        return ValueTask.CompletedTask;
    });
}
