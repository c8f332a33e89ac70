using System.CommandLine;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain steps</c>: ListPipelineExecutionSteps.</summary>
internal static class StepsCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var execution = common.Execution();
        var watch = new Option<bool>("--watch") { Description = "Go on until the execution has ended" };
        var command = new CliCommand(
            "steps",
            "Show the steps of an execution: status, ran or reused (and from which execution), duration.",
            "refrain steps @latest",
            "refrain steps x62p --watch",
            "refrain steps AbalonePipeline@latest --json")
        {
            execution, watch, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var arn = await new ExecutionFinder(session.Api).FindAsync(parsed.GetRequiredValue(execution), pipeline: null, cancellationToken);
            var json = parsed.GetValue(common.Json);
            if (parsed.GetValue(watch))
            {
                await ProgressDisplay.FollowAsync(session, arn, quiet: json, cancellationToken);
            }

            if (json)
            {
                session.Screen.Json("PipelineExecutionSteps", await session.Api.ListStepsAsync(arn, cancellationToken));
                return ExitCode.Ok;
            }

            await ExecutionReport.ShowAsync(session, await session.Api.SnapshotAsync(arn, cancellationToken), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }
}
