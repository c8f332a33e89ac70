using System.CommandLine;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Printing;
using Refrain.Core.Identifiers;

namespace Refrain.Cli.Pipelines;

/// <summary><c>refrain coverage</c>: what of a pipeline was ever executed.</summary>
internal static class CoverageCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var pipeline = common.Pipeline();
        var command = new CliCommand(
            "coverage",
            "Show which steps and branches of a pipeline's current definition were ever executed, how often, when and in which execution.",
            "refrain coverage AbalonePipeline",
            "refrain coverage AbalonePipeline --json | jq -r '.branches[] | select(.taken == 0) | .condition'")
        {
            pipeline, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(pipeline);
            var name = PipelineArn.TryParse(given, out var arn) ? arn.Name : given;
            var answer = await session.Refrain.GetAsync(cancellationToken, "pipelines", name, "coverage");
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json(answer);
            }
            else
            {
                Show(session.Screen, CoverageView.From(answer));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Show(Screen screen, CoverageView coverage)
    {
        screen.Line($"Coverage of {coverage.Pipeline}, version {coverage.Version}, by {coverage.Executions} execution{(coverage.Executions == 1 ? "" : "s")}", Styles.Title);
        screen.Line(Share("steps executed", coverage.Steps.Count(step => step.Executed > 0), coverage.Steps.Count));
        if (coverage.Branches.Count > 0)
        {
            screen.Line(Share("branches taken", coverage.Branches.Count(branch => branch.Taken > 0), coverage.Branches.Count));
        }

        screen.Line();
        screen.Write(CoverageTable.Steps("STEP", coverage.Steps, screen.Width));
        if (coverage.Branches.Count > 0)
        {
            screen.Line();
            screen.Write(CoverageTable.Branches(coverage.Branches, screen.Width));
        }

        if (coverage.Former.Count > 0)
        {
            screen.Line();
            screen.Write(CoverageTable.Steps("STEP OF OLDER VERSIONS", coverage.Former, screen.Width));
        }
    }

    // Whole percent, rounded down: 100 means all of them.
    private static string Share(string what, int count, int total) => $"{count} of {total} {what}{(total > 0 ? $" ({100 * count / total}%)" : "")}";
}
