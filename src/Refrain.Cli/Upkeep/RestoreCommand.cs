using System.CommandLine;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;
using Refrain.Cli.Serving;

namespace Refrain.Cli.Upkeep;

/// <summary><c>refrain restore</c>: becomes the server's program, which knows data folders.</summary>
internal static class RestoreCommand
{
    public static Command Create(CliHost host, CommonArguments common)
    {
        var place = new Argument<string>("PLACE") { Description = "The backup: a folder, or a .tar file" };
        var dataDir = new Option<string?>("--data-dir")
        {
            HelpName = "DIR",
            Description = "The data folder to make; it must not exist, or be empty [otherwise: $REFRAIN_DATA_DIR, ~/.local/share/refrain]",
        };
        var command = new CliCommand(
            "restore",
            "Make a data folder from a backup. Every byte is checked against its digest; the folder appears whole or not at all.",
            "refrain restore /backup/refrain --data-dir /srv/refrain",
            "refrain restore refrain-monday.tar --data-dir /srv/refrain && refrain serve --data-dir /srv/refrain")
        {
            place, dataDir, common.Json,
        };
        command.SetAction(int (ParseResult parsed) => throw ServerProgram.Become(host, [
            "restore",
            Path.GetFullPath(parsed.GetRequiredValue(place)),
            "--data-dir",
            DataFolder.Resolve(parsed.GetValue(dataDir), host.Variable),
            .. parsed.GetValue(common.Json) ? [common.Json.Name] : (IReadOnlyList<string>)[]]));
        return command;
    }
}
