using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;
using Refrain.Cli.Serving;
using Refrain.Core;

namespace Refrain.Cli.Upkeep;

/// <summary><c>refrain backup</c>: by the server that works on the folder, else by the server's program on the folder itself.</summary>
internal static class BackupCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var place = new Argument<string>("PLACE") { Description = "A folder, or a file whose name ends in .tar; on the server's machine, outside of its data folder" };
        var verify = new Option<bool>("--verify") { Description = "Make nothing: read the backup there whole and compare every byte with its digest" };
        var command = new CliCommand(
            "backup",
            "Make a backup of a data folder, while its server runs or not: one moment of the database, every blob that it names, keys and logs. A backup that is at the place already is replaced when the new one is whole; blobs are linked where both lie on one file system.",
            "refrain backup /backup/refrain",
            "refrain backup /backup/refrain-monday.tar --data-dir /srv/refrain",
            "refrain backup /backup/refrain --verify")
        {
            place, verify, common.Json,
        };
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (given, asJson) = (parsed.GetRequiredValue(place), parsed.GetValue(common.Json));
            IReadOnlyList<string> json = asJson ? [common.Json.Name] : [];
            if (parsed.GetValue(verify))
            {
                throw ServerProgram.Become(host, ["verify", Path.GetFullPath(given), .. json]);
            }

            if (await AskAsync(host, connection, parsed, given, asJson, cancellationToken) is { } code)
            {
                return code;
            }

            throw ServerProgram.Become(host, ["backup", Path.GetFullPath(given), "--data-dir", connection.Folder(host, parsed), .. json]);
        });
        return command;
    }

    /// <summary>Null when no server works on the folder. One that was killed leaves its address behind: nobody answers there, and the folder is free.</summary>
    private static async Task<int?> AskAsync(
        CliHost host, ConnectionOptions connection, ParseResult parsed, string given, bool asJson, CancellationToken cancellationToken)
    {
        var isElsewhere = connection.NamesAddress(host, parsed);
        if (!isElsewhere && ServerFiles.Address(connection.Folder(host, parsed)) is null)
        {
            return null;
        }

        using var session = connection.Open(host, parsed);
        try
        {
            var place = session.Settings.Connection.Endpoint.IsLoopback ? Path.GetFullPath(given) : given; // another machine has other folders
            var answer = await session.Patient.PostAsync(["backup"], new JsonObject { ["place"] = place }, cancellationToken);
            Show(session, answer, asJson);
            return ExitCode.Ok;
        }
        catch (AwsEndpointUnreachableException) when (!isElsewhere)
        {
            return null;
        }
    }

    private static void Show(CliSession session, JsonElement answer, bool asJson)
    {
        if (asJson)
        {
            session.Screen.Json(answer);
            return;
        }

        session.Screen.Line($"{answer.Required("place")}: {answer.Count("files")} files, {answer.Number("bytes"):0} bytes, {answer.Count("linkedBlobs")} of {answer.Count("blobs")} blobs linked");
        if (answer.Count("missingBlobs") is > 0 and var missing)
        {
            session.Screen.Aside($"refrain: {missing} blobs are missing from the data folder and so from the backup. 'refrain backup --verify' names them.");
        }
    }
}
