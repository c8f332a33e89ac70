using System.CommandLine;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain explain</c>: why a step ran or did not, and what is different from the run before.</summary>
internal static class ExplainCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var execution = common.Execution();
        var step = common.Step();
        var command = new CliCommand(
            "explain",
            "Explain a step of an execution: why it ran, was reused, was found in the cache, was skipped or was not reached; what changed since it ran before; why the cache had nothing for it.",
            "refrain explain @latest --step Abalone-Train",
            "refrain explain x62p --step Abalone-Train --json")
        {
            execution, step, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var arn = await new ExecutionFinder(session.Api).FindAsync(parsed.GetRequiredValue(execution), pipeline: null, cancellationToken);
            var explanation = await session.Refrain.GetAsync(cancellationToken, "executions", ExecutionView.IdOf(arn), "steps", parsed.GetRequiredValue(step), "explain");
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json(explanation);
            }
            else
            {
                ExplanationReport.Show(session.Screen, explanation);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
