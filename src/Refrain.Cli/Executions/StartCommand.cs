using System.CommandLine;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Planning;

namespace Refrain.Cli.Executions;

/// <summary><c>refrain start</c>: starts what <c>refrain plan</c> shows. A SageMaker endpoint that is not Refrain's gets StartPipelineExecution.</summary>
internal static class StartCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var options = new PlanOptions(common);
        var labels = new LabelOptions();
        var wait = CommonArguments.Wait($"Show the progress; exit with {ExitCode.Ok} when it Succeeded, {ExitCode.ExecutionFailed} when it Failed, {ExitCode.ExecutionStopped} when it was Stopped");
        var command = new CliCommand(
            "start",
            "Start an execution of a pipeline: all of it, or selected steps that take everything else from a reference execution.",
            "refrain start AbalonePipeline --wait",
            "refrain start AbalonePipeline -p XGBMaxDepth=12 -p XGBETA=0.25",
            "refrain start AbalonePipeline --select Abalone-Train    # everything before it from the latest execution",
            "refrain start AbalonePipeline --select Abalone-Train,Abalone-Evaluate --reference x62p --wait",
            "refrain start AbalonePipeline --select state:failed+ --exclude type:RegisterModel");
        options.AddTo(command);
        labels.AddTo(command);
        command.Options.Add(wait);
        command.Options.Add(common.Json);
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var wishes = options.Read(parsed);
            var (json, waits) = (parsed.GetValue(common.Json), parsed.GetValue(wait));
            var start = new PlannedStart(session, labels.Read(parsed), waits);
            var body = await wishes.BodyAsync(new ExecutionFinder(session.Api), cancellationToken);
            if (await PlanAnswer.TryAskAsync(session, RefrainApi.PlanOf(wishes.Name), body, cancellationToken) is not { } planned)
            {
                var answer = await StartRequest.Of(session, wishes, start.Labels).SendAsync(session.Api, cancellationToken);
                return await start.FollowAsync($"of {wishes.Pipeline} started", answer, json, cancellationToken);
            }

            var plan = PlanView.From(planned);
            if (plan.Outcome is "refused")
            {
                return await PlanAnswer.RefuseAsync(session, "start", plan, wishes, body, start.Words(json), cancellationToken);
            }

            var started = await start.SendAsync(RefrainApi.ExecutionsOf(wishes.Name), body, plan, cancellationToken);
            return await start.FollowAsync($"of {wishes.Pipeline} started", started, json, cancellationToken);
        });
        return command;
    }
}
