using System.CommandLine;
using Refrain.Cli.Connecting;

namespace Refrain.Cli.CommandLine;

/// <summary>A command that <c>--help</c> explains with examples, too.</summary>
internal sealed class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines, each followed after two blanks and a # by what it does.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Whether <see cref="ExitCode.WorkNeeded"/> is an answer of this command line, so that a wrong one must end with another number.</summary>
    public Func<ParseResult, bool> AnswersByExitCode { get; init; } = _ => false;

    /// <summary>What the command does, over a connection that its options name.</summary>
    public void Connects(CliHost host, ConnectionOptions connection, Func<CliSession, ParseResult, CancellationToken, Task<int>> run)
    {
        connection.AddTo(this);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var session = connection.Open(host, parsed);
            return await run(session, parsed, cancellationToken);
        });
    }
}
