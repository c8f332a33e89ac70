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
        var limit = new Option<int>("--limit") { HelpName = "N", Description = "How many, newest first", DefaultValueFactory = _ => DefaultLimit };
        var command = new CliCommand(
            "executions",
            "List the executions of a pipeline, newest first.",
            "refrain executions AbalonePipeline",
            "refrain executions AbalonePipeline --limit 1 --json")
        {
            pipeline, limit, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(limit) is > 0 and var wanted
                ? wanted
                : throw new CliException("--limit must be 1 or more.", "Leave it out for 20.", ExitCode.Usage);
            var name = parsed.GetRequiredValue(pipeline);
            var executions = await session.Api.ListExecutionsAsync(name, count, cancellationToken);
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json("PipelineExecutionSummaries", executions);
                return ExitCode.Ok;
            }

            return await ShowAsync(session, name, executions.ConvertAll(ExecutionView.FromSummary), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ShowAsync(CliSession session, string pipeline, List<ExecutionView> executions, CancellationToken cancellationToken)
    {
        if (executions.Count == 0)
        {
            session.Screen.Aside($"{pipeline} has no execution yet. Start one with 'refrain start {pipeline}'.");
            return ExitCode.Ok;
        }

        // Only descriptions know what was selected and when it ended.
        var described = new List<ExecutionView>();
        foreach (var execution in executions)
        {
            described.Add(await session.Api.DescribeExecutionAsync(execution.Arn, cancellationToken));
        }

        session.Screen.Write(ExecutionTable.Draw(described, session.Host.Time.GetUtcNow()));
        return ExitCode.Ok;
    }
}
