using System.CommandLine;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;
using Refrain.Cli.Executions;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Planning;

/// <summary><c>refrain resume</c>: a new execution that runs what an ended one left undone.</summary>
internal static class ResumeCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var execution = common.Execution();
        execution.Arity = ArgumentArity.ZeroOrOne;
        execution.Description += " [otherwise: the newest that Failed or was Stopped, of all pipelines]";
        var definition = new Option<string>("--definition") { Description = "Run the definition that the execution ran, or the pipeline's current one [default: original]" };
        definition.AcceptOnlyFromAmong("original", "current");
        var (run, labels) = (new RunOptions(common), new LabelOptions());
        var planOnly = new Option<bool>("--plan") { Description = "Only show what would run, with the exit codes of 'refrain plan'" };
        var wait = CommonArguments.Wait($"Show the progress; exit with {ExitCode.Ok} when it Succeeded, {ExitCode.ExecutionFailed} when it Failed, {ExitCode.ExecutionStopped} when it was Stopped");
        var command = new CliCommand(
            "resume",
            "Start a new execution that runs what an ended one left undone (failed, stopped or never reached) and reuses the rest, with its parameters.",
            "refrain resume --wait",
            "refrain resume x62p --plan",
            "refrain resume AbalonePipeline@latest --definition current -p MseThreshold=8")
        {
            AnswersByExitCode = parsed => parsed.GetValue(planOnly),
        };
        command.Arguments.Add(execution);
        command.Options.Add(definition);
        run.AddTo(command);
        labels.AddTo(command);
        command.Options.Add(planOnly);
        command.Options.Add(wait);
        command.Options.Add(common.Json);
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(definition) is { } which)
            {
                body["definition"] = which;
            }

            await run.Read(parsed).AddToAsync(body, cancellationToken);
            var start = parsed.GetValue(planOnly) ? null : new PlannedStart(session, labels.Read(parsed), parsed.GetValue(wait));
            var json = parsed.GetValue(common.Json);
            return await FindAsync(session, parsed.GetValue(execution), cancellationToken) is { } found
                ? await new Resumption(session, found, body, start, json).RunAsync(cancellationToken)
                : ExitCode.Ok;
        });
        return command;
    }

    // The execution that is named, or the newest that left something undone; null when there is none.
    private static async Task<string?> FindAsync(CliSession session, string? words, CancellationToken cancellationToken)
    {
        if (words is not null)
        {
            return await new ExecutionFinder(session.Api).FindAsync(words, pipeline: null, cancellationToken);
        }

        if (await new ExecutionFinder(session.Api).LatestUnfinishedAsync(cancellationToken) is not { } newest)
        {
            session.Screen.Aside("Nothing to resume: no execution Failed or was Stopped.");
            return null;
        }

        var age = session.Host.Time.GetUtcNow() - newest.StartedAt is { } since ? $", started {Durations.Age(since)}" : "";
        session.Screen.Aside($"The newest that did not succeed is {newest.Id} of {newest.Pipeline} ({newest.Status}{age}).");
        return newest.Arn;
    }
}
