using System.CommandLine;
using System.Text.Json;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Printing;
using Refrain.Core;
using Spectre.Console;

namespace Refrain.Cli.Upkeep;

/// <summary>
/// <c>refrain doctor</c>: what jobs need on the server's machine, and what is missing there. The server looks, since it alone knows its sandbox, its path of programs and its
/// image catalogue; this side prints.
/// </summary>
internal static class DoctorCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var command = new CliCommand(
            "doctor",
            "Check the server's machine: isolation, disk, interpreters, the packages that images count on, and what each entry of the image catalogue lacks.",
            "refrain doctor",
            "refrain doctor --json")
        {
            common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var answer = await session.Patient.GetAsync(cancellationToken, "doctor");
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
        var findings = answer.Items("findings").ToList();
        var table = Styles.NewTable(Styles.Narrow("WHAT"), Styles.Column("NAME"), Styles.Narrow("STATUS"), Styles.Column("FOUND"));
        foreach (var finding in findings)
        {
            var status = finding.Required("status");
            table.AddRow(
                Styles.Cell(finding.Required("area")),
                Styles.Cell(finding.Required("name")),
                Styles.Cell(status, status switch { "ok" => Style.Plain, "warning" => Styles.Busy, _ => Styles.ForStatus("Failed") }),
                Styles.Cell(finding.Required("found")));
        }

        screen.Write(table);
        var remedies = findings.Where(finding => finding.Required("area") != "image").Select(finding => finding.Text("remedy")).OfType<string>().Distinct().ToList();
        screen.Line();
        screen.Line(remedies.Count == 0 ? "Nothing is missing." : "To do:");
        foreach (var remedy in remedies)
        {
            screen.Line($"  {remedy}");
        }
    }
}
