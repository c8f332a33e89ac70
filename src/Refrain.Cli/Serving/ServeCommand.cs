using System.CommandLine;
using Refrain.Cli.CommandLine;

namespace Refrain.Cli.Serving;

/// <summary>
/// <c>refrain serve</c>: becomes the server that lies beside it. Not a child but the same process: signals, terminal, exit code and
/// whoever supervises the process have to do with the server alone.
/// </summary>
internal static class ServeCommand
{
    public static Command Create(CliHost host)
    {
        var options = new ServerOptions();
        var command = new CliCommand(
            "serve",
            "Run the server until it is told to stop (Ctrl-C, SIGTERM). Running jobs live on; the next start finds them.",
            "refrain serve",
            "refrain serve --urls http://127.0.0.1:8080 --data-dir /srv/refrain");
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(int (ParseResult parsed) => throw ServerProgram.Become(host, options.Given(parsed)));
        return command;
    }
}
