using System.Diagnostics;
using System.Net.Sockets;
using Refrain.Cli.Serving;
using Refrain.Cli.Tests.Wire;

[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")] // where Refrain does not run

namespace Refrain.Cli.Tests.Serving;

/// <summary>Real processes: a shell script stands where the server's program lies.</summary>
public sealed class ServerProcessTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("refrain-test-").FullName;
    private readonly Interruption interruption = new();

    public void Dispose()
    {
        interruption.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_server_is_awaited_and_then_ended_by_SIGTERM()
    {
        WriteServer(
            """
            echo '{"endpoint":"http://127.0.0.1:4711","pid":1,"region":"us-east-1"}' > "$2/server.json"
            trap 'echo ended > "$2/ended"; exit 0' TERM
            echo "$@" > "$2/options"
            echo "Refrain is ready at http://127.0.0.1:4711 (data in $2)"
            while true; do sleep 0.05; done
            """);

        var server = await ServerProcess.StartAsync(Host(), folder, ["--isolation", "none"], TestContext.Current.CancellationToken);
        await server.DisposeAsync();

        Assert.Equal("ended\n", File.ReadAllText(Path.Combine(folder, "ended")));
        Assert.Equal($"--data-dir {folder} --isolation none\n", File.ReadAllText(Path.Combine(folder, "options")));
    }

    [Fact]
    public async Task A_server_that_ends_at_once_is_quoted()
    {
        WriteServer("echo 'the disk is full' >&2; exit 7");

        var problem = await Assert.ThrowsAsync<CliException>(() => ServerProcess.StartAsync(Host(), folder, [], TestContext.Current.CancellationToken));

        Assert.Equal("The server ended with exit code 7. Its last words: the disk is full.", problem.Message);
    }

    [Fact]
    public async Task A_start_that_is_interrupted_leaves_no_process()
    {
        WriteServer("""echo $$ > "$2/pid"; while true; do sleep 0.05; done""");
        using var impatience = new CancellationTokenSource();
        var start = ServerProcess.StartAsync(Host(), folder, [], impatience.Token);
        var pid = await FileAsync("pid");

        impatience.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(int.Parse(pid)));
    }

    [Fact]
    public void Without_a_server_beside_it_the_program_says_where_one_is()
    {
        var problem = Assert.Throws<CliException>(() => ServerProgram.Find("/nonexistent", _ => null));

        Assert.Contains("refrain-server is not in /nonexistent", problem.Message);
    }

    [Fact]
    public async Task Serve_becomes_the_server_with_its_options_and_its_exit_code()
    {
        WriteServer("""echo "$$ $@"; exit 23""");
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, "refrain.runtimeconfig.json")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [Path.Combine(folder, "refrain.dll"), "serve", "--urls", "http://127.0.0.1:0", "--allow-any-credentials", "--data-dir", "/some where"])
        {
            RedirectStandardOutput = true,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(23, process.ExitCode);
        Assert.Equal($"{process.Id} --urls http://127.0.0.1:0 --data-dir /some where --allow-any-credentials\n", said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_supervisor_of_a_folder_is_told_to_end_and_awaited(bool elsewhere)
    {
        var supervisor = Directory.CreateDirectory(Path.Combine(folder, "supervisor")).FullName;
        var place = Path.Combine(elsewhere ? folder : supervisor, "socket");
        if (elsewhere)
        {
            File.WriteAllText(Path.Combine(supervisor, "socket-path"), place);
        }

        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(place));
        listener.Listen();
        var end = SupervisorProcess.EndAsync(folder, TimeProvider.System);
        using (var caller = await listener.AcceptAsync(TestContext.Current.CancellationToken))
        {
            using var reader = new StreamReader(new NetworkStream(caller));
            Assert.Equal("""{"operation":"shutdown","id":1,"force":true}""", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.False(end.IsCompleted);
        }

        await end;
    }

    [Fact]
    public async Task A_folder_without_a_supervisor_needs_no_end() => await SupervisorProcess.EndAsync(folder, TimeProvider.System);

    private CliHost Host() => RefrainRun.Host(null, TextWriter.Null, TextWriter.Null, interruption) with
    {
        ProgramFolder = folder,
        Time = TimeProvider.System,
        Variable = Environment.GetEnvironmentVariable,
    };

    private void WriteServer(string script)
    {
        var path = Path.Combine(folder, "refrain-server");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<string> FileAsync(string name)
    {
        var path = Path.Combine(folder, name);
        while (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return File.ReadAllText(path);
    }
}
