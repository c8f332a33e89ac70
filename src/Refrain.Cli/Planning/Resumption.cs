using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Planning;

/// <summary>Resumes one execution: shows what is left of it, and starts that.</summary>
/// <param name="session">The connection and the screen.</param>
/// <param name="executionArn">The execution to resume.</param>
/// <param name="body">The request for the plan.</param>
/// <param name="start">Starts it; null when the plan is all that is wanted.</param>
/// <param name="json">Print documents.</param>
internal sealed class Resumption(CliSession session, string executionArn, JsonObject body, PlannedStart? start, bool json)
{
    private readonly string id = ExecutionView.IdOf(executionArn);

    /// <summary>Does it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var answer = await PlanAnswer.AskAsync(session, "resume", RefrainApi.ResumptionPlanOf(id), body, cancellationToken);
        var plan = PlanView.From(answer);
        if (start is null && json)
        {
            session.Screen.Json(answer);
        }
        else if (start is null)
        {
            PlanPage.Show(session.Screen, plan, resumes: id);
        }

        return plan.Outcome switch
        {
            "refused" => Refuse(plan),
            "nothing" => Nothing(plan),
            _ when start is null => ExitCode.WorkNeeded,
            _ => await StartAsync(start, plan, cancellationToken),
        };
    }

    private async Task<int> StartAsync(PlannedStart starting, PlanView plan, CancellationToken cancellationToken)
    {
        var started = await starting.SendAsync(RefrainApi.ResumptionOf(id), body, plan, cancellationToken);
        if (!json)
        {
            var runs = plan.Steps.Where(step => step.Verdict is PlannedStepView.Run).ToList();
            var width = runs.Max(step => step.Name.Length);
            session.Screen.Line($"{runs.Count} of {plan.Steps.Count} steps of {plan.Pipeline} run:", Styles.Title);
            foreach (var step in runs)
            {
                session.Screen.Line($"  {step.Name.PadRight(width)}  {step.Reason}");
            }
        }

        return await starting.FollowAsync($"of {plan.Pipeline} resumes {id}", started, json, cancellationToken);
    }

    private int Nothing(PlanView plan)
    {
        session.Screen.Aside(body["exclude"] is null
            ? $"Nothing to resume: every step of {id} succeeded or was not meant to run."
            : $"Nothing to resume: what {id} of {plan.Pipeline} left undone is excluded.");
        return ExitCode.Ok;
    }

    private int Refuse(PlanView plan)
    {
        var remedy = body["exclude"] is not null
            ? "Leave --exclude out, or give what is missing with --set-output."
            : $"{body["definition"]}" is "current"
                ? "Leave '--definition current' out, or choose the steps with 'refrain plan'."
                : $"Choose the steps yourself: refrain plan {plan.Pipeline} --select 'state:failed+,state:stopped+,state:not-run' --reference {id}";
        session.Screen.Aside($"refrain: Refused: {plan.Refusal} {remedy}");
        return ExitCode.Error;
    }
}
