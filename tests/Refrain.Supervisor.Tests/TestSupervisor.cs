using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Tests;

/// <summary>The built supervisor on a data folder of its own, and a caller who speaks its protocol line by line.</summary>
internal sealed class TestSupervisor : IAsyncDisposable
{
    private const string Launcher = "(exec \"$@\") 3>&-; printf '{ \"exit-code\": %d }\\n' $? >&3";

    private readonly string folder = Directory.CreateTempSubdirectory("refrain-test-").FullName;
    private Process? process;
    private StreamReader? reader;
    private NetworkStream? stream;
    private long last;

    public string Data => Path.Combine(folder, "data");

    public Process Process => process!; // tests start it before they look

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a supervisor and returns its first line.</summary>
    public async Task<string?> StartAsync(int idleSeconds = 60)
    {
        var started = Run("--data-dir", Data, "--idle-seconds", idleSeconds.ToString());
        var line = await started.StandardOutput.ReadLineAsync(Token);
        process = line == Meeting.Ready ? started : process;
        return line;
    }

    public static Process Run(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "refrain-supervisor"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    public async Task ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Meeting.Socket(Data)), Token);
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = new StreamReader(stream);
    }

    public void Disconnect() => stream!.Dispose();

    public async Task KillAndRestartAsync()
    {
        Disconnect();
        Process.Kill();
        await Process.WaitForExitAsync(Token);
        Assert.Equal(Meeting.Ready, await StartAsync());
        await ConnectAsync();
    }

    public async Task<Reply> AskAsync(Request request)
    {
        var id = ++last;
        await SendAsync(JsonSerializer.Serialize(request with { Id = id }, ProtocolJson.Default.Request));
        while (true)
        {
            if (await NextAsync() is { } reply && reply.Id == id)
            {
                return reply;
            }
        }
    }

    public async Task SendAsync(string line) => await stream!.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"), Token);

    public async Task<Reply> NextAsync() => JsonSerializer.Deserialize((await reader!.ReadLineAsync(Token))!, ProtocolJson.Default.Reply)!;

    public Task<Reply> AskAsync(string operation, string? job = null) => AskAsync(new Request { Operation = operation, Id = 0, Job = job });

    public async Task<Reply> LaunchAsync(string job, string script, int maxRuntimeSeconds = 60, int graceSeconds = 20)
    {
        var root = Directory.CreateDirectory(Path.Combine(Data, "jobs", job)).FullName;
        return await AskAsync(new Request
        {
            Operation = Operations.Start,
            Id = 0,
            Job = job,
            Order = new LaunchOrder
            {
                File = "/bin/sh",
                Arguments = ["sh", "-c", Launcher, "launch", "sh", "-c", script],
                Environment = ["PATH=/usr/bin:/bin", $"REFRAIN_JOB={root}"],
                Directory = root,
                Terms = new JobTerms
                {
                    Log = Path.Combine(root, "log"), MaxRuntimeSeconds = maxRuntimeSeconds, GraceSeconds = graceSeconds, Wrappers = 1, NotStartedPrefixes = ["launch: "],
                },
            },
        });
    }

    /// <summary>Waits for a job's end: the answer to a wait, or the notice that follows.</summary>
    public async Task<ExitRecord> EndOfAsync(string job)
    {
        var reply = await AskAsync(Operations.Wait, job);
        while (reply.Exit is null || reply.Job != job)
        {
            reply = await NextAsync();
        }

        return reply.Exit;
    }

    public async Task UntilLoggedAsync(string job, string text)
    {
        var log = Path.Combine(Data, "jobs", job, "log");
        var watch = Stopwatch.StartNew();
        while (!File.Exists(log) || !(await File.ReadAllTextAsync(log, Token)).Contains(text, StringComparison.Ordinal))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"'{text}' did not appear in the log");
            await Task.Delay(5, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await ConnectAsync();
            await AskAsync(new Request { Operation = Operations.Shutdown, Id = 0, Force = true });
            await process.WaitForExitAsync(CancellationToken.None);
        }

        Directory.Delete(folder, recursive: true);
    }
}
