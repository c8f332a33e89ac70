using System.Text;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Serving;

namespace Refrain.Cli.Tests.Wire;

/// <summary>Runs one command line in this process, against a server of the test.</summary>
internal sealed record RefrainRun(int Code, string Out, string Error)
{
    /// <summary>Runs <c>refrain</c> with arguments separated by blanks.</summary>
    public static Task<RefrainRun> OfAsync(FakeServer? server, string commandLine, int width = 120, bool terminal = false, params (string, string)[] variables) =>
        OfAsync(server, commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), width, terminal, variables);

    public static async Task<RefrainRun> OfAsync(FakeServer? server, string[] args, int width = 120, bool terminal = false, params (string, string)[] variables)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        using var interruption = new Interruption();
        var host = Host(server, output, error, interruption, width, terminal, variables);
        var code = await RefrainCommand.RunAsync(host, args);
        return new RefrainRun(code, output.ToString(), error.ToString());
    }

    public static CliHost Host(
        FakeServer? server, TextWriter output, TextWriter error, Interruption interruption, int width = 120, bool terminal = false, params (string, string)[] variables)
    {
        var all = new Dictionary<string, string> { ["COLUMNS"] = $"{width}", ["REFRAIN_DATA_DIR"] = "/nonexistent/refrain", ["TERM"] = "xterm-256color" };
        if (server is not null)
        {
            all["AWS_ENDPOINT_URL"] = server.Endpoint;
            all["AWS_ACCESS_KEY_ID"] = FakeServer.AccessKey;
            all["AWS_SECRET_ACCESS_KEY"] = "secret";
        }

        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return new CliHost
        {
            Out = output,
            Error = error,
            IsTerminal = terminal,
            Width = terminal ? width : null,
            Variable = name => all.GetValueOrDefault(name),
            Time = new ImpatientTime(FakeAccount.Now),
            ProgramFolder = "/nonexistent",
            NewToken = () => "0123456789abcdef0123456789abcdef",
            Interruption = interruption,
        };
    }
}

/// <summary>A clock whose short pauses are over at once. Longer ones, which are timeouts, never end.</summary>
internal sealed class ImpatientTime(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(0.5);
    private TimeSpan passed;

    public override DateTimeOffset GetUtcNow() => start + passed;

    public override long GetTimestamp() => passed.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > longestPause || dueTime < TimeSpan.Zero)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        passed += dueTime;
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
