using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Executions;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>Shows an execution while it runs: a table that redraws itself on a terminal, a line for each change elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>Follows to the end.</summary>
    /// <param name="session">The connection and the screen.</param>
    /// <param name="executionArn">The execution.</param>
    /// <param name="quiet">Show nothing.</param>
    /// <param name="cancellationToken">Stops following.</param>
    /// <returns>The execution as it ended.</returns>
    public static async Task<ExecutionSnapshot> FollowAsync(CliSession session, string executionArn, bool quiet, CancellationToken cancellationToken)
    {
        var follower = new ExecutionFollower(session.Api, session.Host.Time);
        if (quiet)
        {
            return await follower.FollowAsync(executionArn, _ => { }, cancellationToken);
        }

        if (session.Screen.CanRedraw)
        {
            return await RedrawAsync(session, follower, executionArn, cancellationToken);
        }

        var lines = new ProgressLines(session.Screen);
        return await follower.FollowAsync(executionArn, lines.Show, cancellationToken);
    }

    // The display disappears at the end: the table that follows it says the same and more.
    private static async Task<ExecutionSnapshot> RedrawAsync(
        CliSession session, ExecutionFollower follower, string executionArn, CancellationToken cancellationToken) =>
        await session.Screen.Console.Live(new Text("")).AutoClear(true).StartAsync(display => follower.FollowAsync(
            executionArn,
            snapshot =>
            {
                var now = session.Host.Time.GetUtcNow();
                display.UpdateTarget(new Rows(
                    Styles.Cell(ExecutionReport.Headline(snapshot, now), Styles.Title),
                    StepTable.Draw(snapshot, new Dictionary<string, StepOrigin>(), session.Screen.Width, now)));
            },
            cancellationToken));
}
