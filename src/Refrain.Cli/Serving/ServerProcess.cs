using System.Diagnostics;
using Refrain.Cli.Connecting;

namespace Refrain.Cli.Serving;

/// <summary>A server as a child of this process, in a session of its own: Ctrl-C at the terminal reaches us alone, and we end it when all is in order.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string ReadyText = "Refrain is ready";
    private const int KeptLines = 20;

    private static readonly TimeSpan readyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan endedWithin = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly TimeProvider time;
    private readonly Queue<string> lastLines = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, TimeProvider time)
    {
        this.process = process;
        this.time = time;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    /// <summary>Where the server keeps everything.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Starts a server on a free loopback port and waits until it is ready.</summary>
    /// <exception cref="CliException">It did not become ready; the message holds what it said.</exception>
    public static async Task<ServerProcess> StartAsync(CliHost host, string dataFolder, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        var commandLine = (IReadOnlyList<string>)[.. OwnSession(host), .. ServerProgram.Find(host.ProgramFolder, host.Variable), "--data-dir", dataFolder, .. options];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(commandLine[0], commandLine.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var server = new ServerProcess(process, host.Time) { DataFolder = dataFolder };
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var isReady = false;
        try
        {
            await server.BecomeReadyAsync(cancellationToken);
            isReady = true;
            return server;
        }
        finally
        {
            if (!isReady)
            {
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Asks the server to end and waits; one that does not is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            _ = Native.Signal(process.Id, Native.Terminate);
            using var enough = new CancellationTokenSource(endedWithin, time);
            try
            {
                await process.WaitForExitAsync(enough.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        process.Dispose();
    }

    private async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(readyWithin);
        var exit = process.WaitForExitAsync(enough.Token);
        await Task.WhenAny(ready.Task, exit);
        cancellationToken.ThrowIfCancellationRequested();
        if (!ready.Task.IsCompleted || ServerFiles.Address(DataFolder) is null)
        {
            var what = exit.IsCompletedSuccessfully ? $"The server ended with exit code {process.ExitCode}" : $"The server was not ready within {readyWithin.TotalSeconds:0} seconds";
            throw new CliException($"{what}. Its last words: {LastWords()}.", "Try 'refrain serve --verbose' with the same --data-dir to see more.");
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > KeptLines)
            {
                lastLines.Dequeue();
            }
        }

        if (line.StartsWith(ReadyText, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private string LastWords()
    {
        lock (lastLines)
        {
            return lastLines.Count == 0 ? "none" : string.Join(Environment.NewLine, lastLines);
        }
    }

    // A child of ours would share our process group, and the terminal sends Ctrl-C to the whole of it.
    private static IReadOnlyList<string> OwnSession(CliHost host) => ServerProgram.OnPath("setsid", host.Variable) is { } setsid ? [setsid] : [];
}
