using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Executions;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>Shows a list of executions while some of them run: a table that redraws itself on a terminal, a line for each change elsewhere.</summary>
internal static class ListDisplay
{
    /// <summary>Follows until none runs.</summary>
    public static async Task FollowAsync(CliSession session, ExecutionList list, bool quiet, CancellationToken cancellationToken)
    {
        var follower = new ExecutionFollower(session.Api, session.Host.Time);
        if (quiet)
        {
            await follower.FollowAsync(list, _ => { }, cancellationToken);
        }
        else if (session.Screen.CanRedraw)
        {
            // The display disappears at the end: the table that follows it says the same.
            await session.Screen.Console.Live(new Text("")).AutoClear(true).StartAsync(display => follower.FollowAsync(
                list,
                executions => display.UpdateTarget(ExecutionTable.Draw(executions, session.Screen.Width, session.Host.Time.GetUtcNow())),
                cancellationToken));
        }
        else
        {
            var shown = new Dictionary<string, string>();
            await follower.FollowAsync(list, executions => ShowChanges(session, executions, shown), cancellationToken);
            session.Screen.Line();
        }
    }

    private static void ShowChanges(CliSession session, IReadOnlyList<ExecutionView> executions, Dictionary<string, string> shown)
    {
        foreach (var execution in executions.Reverse()) // the order in which they started
        {
            if (shown.GetValueOrDefault(execution.Id) != execution.Status)
            {
                shown[execution.Id] = execution.Status;
                session.Screen.Line(ExecutionReport.Outcome(execution, session.Host.Time.GetUtcNow()));
            }
        }
    }
}
