using System.CommandLine;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain executions</c>: ListPipelineExecutions.</summary>
internal static class ExecutionsCommand
{
    private const int DefaultLimit = 20;

    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var pipeline = common.Pipeline();
        var watch = new Option<bool>("--watch") { Description = "Go on until none of them runs any more" };
        var limit = new Option<int>("--limit") { HelpName = "N", Description = "How many, newest first", DefaultValueFactory = _ => DefaultLimit };
        var command = new CliCommand(
            "executions",
            "List the executions of a pipeline, newest first.",
            "refrain executions AbalonePipeline",
            "refrain executions AbalonePipeline --watch",
            "refrain executions AbalonePipeline --limit 1 --json")
        {
            pipeline, limit, watch, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(limit) is > 0 and var wanted
                ? wanted
                : throw new CliException("--limit must be 1 or more.", "Leave it out for 20.", ExitCode.Usage);
            var name = parsed.GetRequiredValue(pipeline);
            var json = parsed.GetValue(common.Json);
            var list = new ExecutionList(session.Api, name, count);
            if (parsed.GetValue(watch))
            {
                await ListDisplay.FollowAsync(session, list, quiet: json, cancellationToken);
            }

            if (json)
            {
                session.Screen.Json("PipelineExecutionSummaries", await session.Api.ListExecutionsAsync(name, count, cancellationToken));
                return ExitCode.Ok;
            }

            return Show(session, name, await list.LookAsync(cancellationToken));
        });
        return command;
    }

    private static int Show(CliSession session, string pipeline, IReadOnlyList<ExecutionView> executions)
    {
        if (executions.Count == 0)
        {
            session.Screen.Aside($"{pipeline} has no execution yet. Start one with 'refrain start {pipeline}'.");
            return ExitCode.Ok;
        }

        session.Screen.Write(ExecutionTable.Draw(executions, session.Screen.Width, session.Host.Time.GetUtcNow()));
        return ExitCode.Ok;
    }
}
