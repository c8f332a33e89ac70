using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Printing;
using Refrain.Core;

namespace Refrain.Cli.Upkeep;

/// <summary><c>refrain gc</c>: removes old executions and what nothing names any more.</summary>
internal static class GarbageCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing; show what would be removed, and why" };
        var command = new CliCommand(
            "gc",
            "Remove the executions that their pipelines' retention lets go, then the logs and bytes that nothing names any more. Bytes go when nothing has named them for an hour.",
            "refrain gc --dry-run    # what would be removed",
            "refrain gc")
        {
            dryRun, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var answer = await session.Patient.PostAsync(["gc"], new JsonObject { ["dryRun"] = parsed.GetValue(dryRun) }, cancellationToken);
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json(answer);
            }
            else
            {
                Show(session.Screen, answer);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Show(Screen screen, JsonElement answer)
    {
        var isDryRun = answer.IsTrue("dryRun");
        foreach (var execution in answer.Member("executions")?.EnumerateArray() ?? default)
        {
            var fate = !execution.IsTrue("removed") ? "stays" : isDryRun ? "would go" : "removed";
            screen.Line($"{ExecutionView.IdOf(execution.Required("arn"))} {fate}: {execution.Required("because")}");
        }

        var going = answer.Member("executions")?.EnumerateArray().Count(execution => execution.IsTrue("removed")) ?? 0;
        screen.Line($"{(isDryRun ? "Would remove" : "Removed")} {going} executions, the logs of {answer.Count("logs")}, {Bytes(answer, "blobs", "bytes")}");
        if (answer.Count("waitingBlobs") > 0)
        {
            screen.Line($"{Bytes(answer, "waitingBlobs", "waitingBytes")} more go in a later collection, when nothing has named them for an hour");
        }
    }

    private static string Bytes(JsonElement answer, string count, string bytes) => $"{answer.Count(count)} blobs with {answer.Number(bytes):0} bytes";
}
