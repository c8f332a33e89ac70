using System.CommandLine;
using Refrain.Aws;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain logs</c>: what a step's job wrote.</summary>
internal static class LogsCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var execution = common.Execution();
        var step = common.Step();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the step has ended" };
        var attempt = new Option<int?>("--attempt") { HelpName = "N", Description = "Which try of the step, from 1 [otherwise: the latest]" };
        var command = new CliCommand(
            "logs",
            "Print what a step wrote. For a step that was reused or found in the cache: what it wrote in the execution that ran it.",
            "refrain logs @latest --step Abalone-Train",
            "refrain logs x62p --step Abalone-Train --follow")
        {
            execution, step, follow, attempt,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var arn = await new ExecutionFinder(session.Api).FindAsync(parsed.GetRequiredValue(execution), pipeline: null, cancellationToken);
            var name = parsed.GetRequiredValue(step);
            if (parsed.GetValue(attempt) is < 1)
            {
                throw new CliException("--attempt must be 1 or more.", "Leave it out for the latest.", ExitCode.Usage);
            }

            var ranIn = ExecutionView.IdOf(await WhoRanAsync(session, arn, name, cancellationToken));
            try
            {
                if (!await session.Logs.CopyAsync(ranIn, name, parsed.GetValue(attempt), parsed.GetValue(follow), session.Host.Out, cancellationToken))
                {
                    session.Screen.Aside($"{name} has written nothing. Only steps with a job write a log (refrain steps {ranIn}).");
                }

                return ExitCode.Ok;
            }
            catch (AwsServiceException refused) when (refused.Code is "ResourceNotFound")
            {
                throw new CliException(refused.Message, $"See its steps with 'refrain steps {ranIn}'.");
            }
        });
        return command;
    }

    // A step that was reused or found in the cache has no job in this execution. A step that has not started yet may be followed all the same.
    private static async Task<string> WhoRanAsync(CliSession session, string executionArn, string name, CancellationToken cancellationToken)
    {
        var steps = (await session.Api.ListStepsAsync(executionArn, cancellationToken)).Select(StepView.From);
        var origins = await new StepOrigins(session.Api).FindAsync(steps.Where(step => step.Name == name), cancellationToken);
        if (!origins.TryGetValue(name, out var origin))
        {
            return executionArn;
        }

        session.Screen.Aside($"{name} did not run here; this is its log from execution {ExecutionView.IdOf(origin.ExecutionArn)}.");
        return origin.ExecutionArn;
    }
}
