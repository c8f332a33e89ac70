namespace Refrain.Cli;

/// <summary>The command cannot be done, and the user can do something about it.</summary>
/// <param name="message">What is wrong and where, one sentence.</param>
/// <param name="remedy">What to do now, one sentence.</param>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
internal sealed class CliException(string message, string remedy, int exitCode = ExitCode.Error) : Exception(message)
{
    public string Remedy { get; } = remedy;

    public int ExitCode { get; } = exitCode;
}
