using System.CommandLine;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain start</c>: StartPipelineExecution, whole or selective.</summary>
internal static class StartCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var pipeline = common.Pipeline();
        var select = common.Select();
        var reference = new Option<string?>("--reference")
        {
            HelpName = "EXECUTION",
            Description = "The reference execution of --select: ARN, id or unique beginning of an id, @latest [otherwise: the latest execution]",
        };
        var noReference = new Option<bool>("--no-reference") { Description = "With --select: send no reference; right when the selected steps need no other" };
        var parameters = new Option<string[]>("--parameter", "-p") { HelpName = "NAME=VALUE", Description = "Value of a pipeline parameter; may be repeated" };
        var wait = CommonArguments.Wait($"Show the progress; exit with {ExitCode.Ok} when it Succeeded, {ExitCode.ExecutionFailed} when it Failed, {ExitCode.ExecutionStopped} when it was Stopped");
        var command = new CliCommand(
            "start",
            "Start an execution of a pipeline: all of it, or selected steps that take everything else from a reference execution.",
            "refrain start AbalonePipeline --wait",
            "refrain start AbalonePipeline -p XGBMaxDepth=12 -p XGBETA=0.25",
            "refrain start AbalonePipeline --select Abalone-Train    # everything before it from the latest execution",
            "refrain start AbalonePipeline --select Abalone-Train,Abalone-Evaluate --reference x62p --wait")
        {
            pipeline, select, reference, noReference, parameters, wait, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var request = new StartRequest(
                parsed.GetRequiredValue(pipeline),
                parsed.GetValue(select) ?? [],
                parsed.GetValue(reference),
                parsed.GetValue(noReference),
                parsed.GetValue(parameters) ?? []);
            var answer = await request.SendAsync(session.Api, cancellationToken);
            var json = parsed.GetValue(common.Json);
            return parsed.GetValue(wait)
                ? await ExecutionReport.WaitAsync(session, answer.Required("PipelineExecutionArn"), json, cancellationToken)
                : Say(session.Screen, request.Pipeline, answer, json);
        });
        return command;
    }

    private static int Say(Screen screen, string pipeline, System.Text.Json.JsonElement answer, bool json)
    {
        if (json)
        {
            screen.Json(answer);
            return ExitCode.Ok;
        }

        var id = ExecutionView.IdOf(answer.Required("PipelineExecutionArn"));
        screen.Line($"Execution {id} of {pipeline} started.");
        screen.Aside($"Follow it with 'refrain steps {id} --watch'.");
        return ExitCode.Ok;
    }
}
