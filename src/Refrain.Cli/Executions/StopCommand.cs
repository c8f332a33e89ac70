using System.CommandLine;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain stop</c>: StopPipelineExecution.</summary>
internal static class StopCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var execution = common.Execution();
        var wait = CommonArguments.Wait($"Show the progress until the execution has ended; exit with {ExitCode.Ok} however it ended");
        var command = new CliCommand(
            "stop",
            "Stop an execution: running steps are asked to end, no new one starts.",
            "refrain stop @latest --wait")
        {
            execution, wait, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var arn = await new ExecutionFinder(session.Api).FindAsync(parsed.GetRequiredValue(execution), pipeline: null, cancellationToken);
            var answer = await session.Api.CallOnceAsync("StopPipelineExecution", new JsonObject { ["PipelineExecutionArn"] = arn }, cancellationToken);
            var json = parsed.GetValue(common.Json);
            if (parsed.GetValue(wait))
            {
                await ExecutionReport.WaitAsync(session, arn, json, cancellationToken);
            }
            else if (json)
            {
                session.Screen.Json(answer);
            }
            else
            {
                session.Screen.Line($"Execution {ExecutionView.IdOf(arn)} is stopping.");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
