using System.Security.Cryptography;
using Refrain.Cli.Serving;

namespace Refrain.Cli;

/// <summary>All that the command line takes from the process and the machine around it; tests make their own.</summary>
internal sealed record CliHost
{
    /// <summary>Where results go.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where errors and hints go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Out"/> is a terminal: only then colours and a live display.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Columns of the terminal; null when there is none.</summary>
    public required int? Width { get; init; }

    /// <summary>An environment variable; null when it is not set or empty.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The clock that signs, measures and waits.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The folder in which <c>refrain-server</c> and the samples are looked for.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>A fresh <c>ClientRequestToken</c> (32 to 128 characters).</summary>
    public required Func<string> NewToken { get; init; }

    /// <summary>Ctrl-C and its kin.</summary>
    public required Interruption Interruption { get; init; }

    /// <summary>The real thing.</summary>
    public static CliHost OfThisProcess(Interruption interruption) => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        IsTerminal = !Console.IsOutputRedirected,
        Width = WindowWidth(),
        Variable = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
        Time = TimeProvider.System,
        ProgramFolder = AppContext.BaseDirectory,
        NewToken = () => RandomNumberGenerator.GetHexString(40, lowercase: true),
        Interruption = interruption,
    };

    private static int? WindowWidth()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth is <= 0 ? null : Console.WindowWidth;
        }
        catch (IOException)
        {
            return null; // a terminal that does not say how wide it is
        }
    }
}
