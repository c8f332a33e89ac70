using System.CommandLine;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Printing;
using Refrain.Core.Identifiers;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain diff</c>: what is different in the second of two executions.</summary>
internal static class DiffCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var (old, other) = (common.Execution("EXECUTION"), common.Execution("OTHER"));
        var command = new CliCommand(
            "diff",
            "Compare two executions of a pipeline: definition, parameters, and of every step its result, inputs, metrics and duration. "
            + $"Exit code {ExitCode.Ok}: no difference but in durations, and in what ran or was reused; {ExitCode.Different}: differences; {ExitCode.Error}: error.",
            "refrain diff x62p @latest",
            "refrain diff x62p k8ja --json")
        {
            old, other, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var finder = new ExecutionFinder(session.Api);
            var oldArn = await finder.FindAsync(parsed.GetRequiredValue(old), pipeline: null, cancellationToken);
            var pipeline = PipelineExecutionArn.TryParse(oldArn, out var read) ? read.Pipeline.Name : null;
            var otherArn = await finder.FindAsync(parsed.GetRequiredValue(other), pipeline, cancellationToken);
            var answer = await session.Refrain.GetAsync(cancellationToken, "executions", ExecutionView.IdOf(oldArn), "diff", ExecutionView.IdOf(otherArn));
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json(answer);
            }
            else
            {
                ExecutionDiffReport.Show(session.Screen, answer);
            }

            return answer.IsTrue("equal") ? ExitCode.Ok : ExitCode.Different;
        });
        return command;
    }
}
