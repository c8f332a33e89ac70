using System.CommandLine;
using Refrain.Cli.CommandLine;

namespace Refrain.Cli.Demo;

/// <summary><c>refrain demo</c>: a real pipeline from raw data to a registered model, then parts of it again.</summary>
internal static class DemoCommand
{
    public static Command Create(CliHost host)
    {
        var dataDir = new Option<string?>("--data-dir")
        {
            HelpName = "DIR",
            Description = "Where the demo's server keeps its data; stays at the end [otherwise: a temporary folder, removed at the end]",
        };
        var keep = new Option<bool>("--keep") { Description = "Leave the temporary folder in place" };
        var command = new CliCommand(
            "demo",
            "Run the Abalone pipeline on a server of its own: raw data to registered model, then the four uses of selective execution.",
            "refrain demo",
            "refrain demo --data-dir ~/abalone    # afterwards: refrain serve --data-dir ~/abalone")
        {
            dataDir, keep,
        };
        command.SetAction((parsed, cancellationToken) =>
            new DemoRun(host, parsed.GetValue(dataDir), parsed.GetValue(keep)).RunAsync(cancellationToken));
        return command;
    }
}
