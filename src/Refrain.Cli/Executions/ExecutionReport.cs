using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Executions;

/// <summary>Shows an execution: while it runs, and what became of it.</summary>
internal static class ExecutionReport
{
    /// <summary>Follows an execution to its end and reports.</summary>
    /// <returns>The exit code that says how it ended.</returns>
    public static async Task<int> WaitAsync(CliSession session, string executionArn, bool json, CancellationToken cancellationToken)
    {
        try
        {
            var ended = json
                ? await new ExecutionFollower(session.Api, session.Host.Time).FollowAsync(executionArn, _ => { }, cancellationToken)
                : await ProgressDisplay.FollowAsync(session, executionArn, quiet: false, cancellationToken);
            if (json)
            {
                var request = new JsonObject { ["PipelineExecutionArn"] = executionArn };
                session.Screen.Json(await session.Api.CallAsync("DescribePipelineExecution", request, cancellationToken));
            }
            else
            {
                await ShowAsync(session, ended, cancellationToken);
            }

            return CodeOf(ended.Execution);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var id = ExecutionView.IdOf(executionArn);
            session.Screen.Aside($"The execution goes on. Stop it with 'refrain stop {id}', follow it with 'refrain steps {id} --watch'.");
            throw;
        }
    }

    /// <summary>The table of an execution, and what to do about a failure.</summary>
    public static async Task ShowAsync(CliSession session, ExecutionSnapshot snapshot, CancellationToken cancellationToken)
    {
        var origins = await new StepOrigins(session.Api).FindAsync(snapshot.Steps, cancellationToken);
        session.Screen.Line(Headline(snapshot, session.Host.Time.GetUtcNow()), Styles.Title);
        if (snapshot.Steps.Count > 0)
        {
            session.Screen.Line();
            session.Screen.Write(StepTable.Draw(snapshot, origins, session.Screen.Width, session.Host.Time.GetUtcNow()));
        }

        foreach (var line in await FailureAdvice.ForAsync(session.Api, snapshot, cancellationToken))
        {
            session.Screen.Line(line);
        }
    }

    /// <summary>How <c>--wait</c> ends.</summary>
    public static int CodeOf(ExecutionView execution) => execution.Status switch
    {
        "Succeeded" => ExitCode.Ok,
        "Stopped" => ExitCode.ExecutionStopped,
        _ => ExitCode.ExecutionFailed,
    };

    /// <summary>For example <c>Execution x62pbar3gs6h of AbalonePipeline: Succeeded after 12.3 s</c>.</summary>
    public static string Headline(ExecutionSnapshot snapshot, DateTimeOffset now)
    {
        var execution = snapshot.Execution;
        var selection = execution.SelectedSteps.Count == 0
            ? ""
            : $" (selected {string.Join(", ", execution.SelectedSteps)}{(execution.SourceArn is { } source ? $"; reference {ExecutionView.IdOf(source)}" : "")})";
        return $"Execution {execution.Id} of {execution.Pipeline}{selection}: {Fate(execution, now)}";
    }

    /// <summary>For example <c>x62pbar3gs6h Succeeded after 12.3 s</c>.</summary>
    public static string Outcome(ExecutionView execution, DateTimeOffset now) => $"{execution.Id} {Fate(execution, now)}";

    private static string Fate(ExecutionView execution, DateTimeOffset now)
    {
        var until = execution.HasEnded ? execution.ChangedAt : now;
        return execution.Status + (until - execution.StartedAt is { } duration ? $" {(execution.HasEnded ? "after" : "for")} {Durations.Show(duration)}" : "");
    }
}
