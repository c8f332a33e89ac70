using System.CommandLine;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Executions;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Planning;

/// <summary><c>refrain plan</c>: what a run would do. Nothing is started.</summary>
internal static class PlanCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var options = new PlanOptions(common);
        var command = new CliCommand(
            "plan",
            "Show what a run would do, step by step, and why; nothing is started. "
            + $"Exits with {ExitCode.Ok} when no step would run, {ExitCode.WorkNeeded} when some would, {ExitCode.Error} when the run is refused and on any error.",
            "refrain plan AbalonePipeline",
            "refrain plan AbalonePipeline --select Abalone-Train+ -p XGBMaxDepth=12",
            "refrain plan AbalonePipeline --select state:modified+ --reference latest-succeeded",
            "refrain plan AbalonePipeline --select Abalone-Evaluate --set-output Abalone-Train.ModelArtifacts.S3ModelArtifacts=s3://models/m.tar.gz")
        {
            AnswersByExitCode = _ => true,
        };
        options.AddTo(command);
        command.Options.Add(common.Json);
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var wishes = options.Read(parsed);
            var body = await wishes.BodyAsync(new ExecutionFinder(session.Api), cancellationToken);
            var answer = await PlanAnswer.AskAsync(session, "plan", RefrainApi.PlanOf(wishes.Name), body, cancellationToken);
            var plan = PlanView.From(answer);
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json(answer);
            }
            else
            {
                PlanPage.Show(session.Screen, plan);
            }

            if (plan.Outcome is "refused")
            {
                return await PlanAnswer.RefuseAsync(session, "plan", plan, wishes, body, [], cancellationToken);
            }

            if (plan.Outcome is "nothing")
            {
                return ExitCode.Ok;
            }

            var isStale = plan.Notices.Any(notice => notice.Kind is PlanNoticeView.SilentOverride);
            var start = ShellWords.Line(["refrain", "start", .. wishes.Words(), .. isStale ? ["--allow-stale"] : (string[])[]]);
            session.Screen.Aside($"Start it {(isStale ? "all the same " : "")}with: {start}");
            return ExitCode.WorkNeeded;
        });
        return command;
    }
}
