using System.CommandLine;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain retry</c>: RetryPipelineExecution.</summary>
internal static class RetryCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var execution = common.Execution();
        var maxParallel = new Option<int?>("--max-parallel") { HelpName = "N", Description = "How many steps run at once at most, for the rest of the execution" };
        var wait = CommonArguments.Wait($"Show the progress; exit with {ExitCode.Ok} when it Succeeded, {ExitCode.ExecutionFailed} when it Failed, {ExitCode.ExecutionStopped} when it was Stopped");
        var command = new CliCommand(
            "retry",
            "Go on with an execution that failed or was stopped: the same execution, its failed and stopped steps run again with the definition and the parameters it has. 'refrain resume' starts a new one, which may have others.",
            "refrain retry @latest --wait")
        {
            execution, maxParallel, wait, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var arn = await new ExecutionFinder(session.Api).FindAsync(parsed.GetRequiredValue(execution), pipeline: null, cancellationToken);
            var request = new JsonObject { ["PipelineExecutionArn"] = arn };
            if (parsed.GetValue(maxParallel) is { } number)
            {
                request["ParallelismConfiguration"] = new JsonObject { ["MaxParallelExecutionSteps"] = number };
            }

            var answer = await session.Api.CallOnceAsync("RetryPipelineExecution", request, cancellationToken);
            var json = parsed.GetValue(common.Json);
            if (parsed.GetValue(wait))
            {
                return await ExecutionReport.WaitAsync(session, arn, json, cancellationToken);
            }

            if (json)
            {
                session.Screen.Json(answer);
                return ExitCode.Ok;
            }

            var id = ExecutionView.IdOf(arn);
            session.Screen.Line($"Execution {id} goes on.");
            session.Screen.Aside($"Follow it with 'refrain steps {id} --watch'.");
            return ExitCode.Ok;
        });
        return command;
    }
}
