using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Planning;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>What a caller says of an execution that is started from a plan.</summary>
/// <param name="Labels">What it is called.</param>
/// <param name="AllowStale">Start also when an override would be silently without effect.</param>
/// <param name="ClientRequestToken">The client's token; null when it sent none.</param>
public sealed record PlannedStartOptions(ExecutionLabels Labels, bool AllowStale, string? ClientRequestToken);

/// <summary>An execution that was started from a plan. The plan is null when the request was a repetition: it was told the first time.</summary>
public sealed record StartedExecution(string Arn, PlannedExecution? Plan);

/// <summary>Starts what was planned.</summary>
public sealed class StartPlannedExecution(ExecutionStarter starter, RequestTokens tokens)
{
    /// <summary>The new execution's ARN; nothing has run yet.</summary>
    /// <param name="request">The request as a text that is equal for equal requests.</param>
    /// <param name="plan">Makes the plan.</param>
    /// <param name="options">What the caller says of it.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <exception cref="RefusalException">The planner refused, nothing would run, or an override would be without effect: nothing was stored.</exception>
    public async Task<StartedExecution> HandleAsync(string request, Func<Task<PlannedExecution>> plan, PlannedStartOptions options, CancellationToken cancellationToken)
    {
        PlannedExecution? planned = null;
        var arn = await tokens.OnceAsync(
            "StartPlannedExecution",
            options.ClientRequestToken,
            $"{request} {options with { ClientRequestToken = null }}",
            async answering =>
            {
                planned = await plan();
                return await StartAsync(planned, options, answering, cancellationToken);
            },
            cancellationToken);
        return new StartedExecution(arn, planned);
    }

    private async Task<string> StartAsync(PlannedExecution planned, PlannedStartOptions options, Func<string, TokenAnswer?> answering, CancellationToken cancellationToken)
    {
        if (planned.Answer is PlanAnswer.Refused refused)
        {
            var closed = refused.Closed.Count > 0 ? $" What would be accepted: {string.Join(",", refused.Closed)}." : "";
            throw new RefusalException(refused.Kind, refused.Message + closed);
        }

        if (planned.Report.IsNothing)
        {
            throw RefusalException.Invalid("Nothing would run: the selection comes to no step.");
        }

        if (!options.AllowStale && planned.Report.Notices.Where(notice => notice.Kind == PlanNotice.SilentOverride).ToList() is { Count: > 0 } silent)
        {
            throw RefusalException.Invalid($"{string.Join(" ", silent.Select(notice => notice.Message))} To start all the same, allow it (allowStale).");
        }

        var plan = ((PlanAnswer.Planned)planned.Answer).Plan; // not refused: see above
        var start = new PlannedStart(planned.Pipeline, planned.Version, planned.Request.Definition, plan, SelectiveConfig(planned, plan), options.Labels);
        return await starter.StartAsync(start, answering, cancellationToken);
    }

    /// <summary>What AWS's shapes say of the selection: Describe echoes it.</summary>
    private static RawJson? SelectiveConfig(PlannedExecution planned, ExecutionPlan plan) => plan.Selective is not { } selective ? null : JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        if (selective.Reference is { } reference)
        {
            writer.WriteString("SourcePipelineExecutionArn", reference.ToString());
        }

        writer.WriteStartArray("SelectedSteps");
        foreach (var position in selective.Selected.Positions())
        {
            writer.WriteStartObject();
            writer.WriteString("StepName", planned.Request.Definition.Steps[position].Name.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
