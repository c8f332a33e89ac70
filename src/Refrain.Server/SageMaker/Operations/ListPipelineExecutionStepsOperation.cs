using System.Globalization;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>Newest step first, ties in reverse definition order (spec 05, 3); a page begins beyond the step that the one before ended with.</summary>
internal sealed class ListPipelineExecutionStepsOperation(ExecutionReader executions)
    : IOperation<ListPipelineExecutionStepsInput, ListPipelineExecutionStepsOutput>
{
    public async Task<ListPipelineExecutionStepsOutput> AnswerAsync(ListPipelineExecutionStepsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var execution = await executions.GetAsync(input.PipelineExecutionArn.Checked(), cancellationToken);
        var question = $"ListPipelineExecutionSteps {execution.Arn} {input.SortOrder}";
        var page = PageToken.Page(question, input);
        var steps = await executions.StepsAsync(execution, cancellationToken);
        var ordered = page.Descending ? steps.Reverse() : steps;
        var rest = page.Cursor is { } cursor ? ordered.Where(step => IsBeyond(step, StepCursor.Read(cursor), page.Descending)) : ordered;
        var found = rest.Take(page.Limit + 1).ToValueList();
        var shown = found.Take(page.Limit).ToValueList();
        return new ListPipelineExecutionStepsOutput(
            shown.Select(step => Step(execution, step)).ToValueList(), found.Count > shown.Count ? PageToken.Write(question, StepCursor.Of(shown[^1]).ToString()) : null);
    }

    private static bool IsBeyond(StepView step, StepCursor cursor, bool descending)
    {
        var compared = StepCursor.Of(step).CompareTo(cursor);
        return descending ? compared < 0 : compared > 0;
    }

    private static ExecutionStep Step(ExecutionRecord execution, StepView view) => new()
    {
        StepName = view.Definition.Name.Value,
        StepDisplayName = view.Definition.DisplayName,
        StepDescription = view.Definition.Description,
        StartTime = view.StartedAt,
        EndTime = view.EndedAt,
        StepStatus = view.Report.Status.ToString(),
        FailureReason = view.Report.FailureReason,
        Metadata = view.Report.Metadata?.Parse(),
        AttemptCount = view.Reused is null ? view.Report.Retries : 0,
        CacheHitResult = view is { Reused: null, Report.CacheHit: { } hit } ? new CacheHitResultShape(hit.Source.ToString()) : null,
        SelectiveExecutionResult = Source(execution, view) is { } source ? new SelectiveExecutionResultShape(source.ToString()) : null,
    };

    // Outputs that were given by hand are recorded in this execution, and nowhere else.
    private static PipelineExecutionArn? Source(ExecutionRecord execution, StepView view) => view.IsGiven ? execution.Arn : view.Reused?.Source;

    /// <summary>A place in the order of steps: start, then position.</summary>
    private readonly record struct StepCursor(long StartedMs, int Position) : IComparable<StepCursor>
    {
        public static StepCursor Of(StepView step) => new(step.StartedAt.ToUnixTimeMilliseconds(), step.Definition.Position);

        // Our own digest vouches for the text.
        public static StepCursor Read(string text)
        {
            var parts = text.Split(' ');
            return new StepCursor(long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        public int CompareTo(StepCursor other) => (StartedMs, Position).CompareTo((other.StartedMs, other.Position));

        public override string ToString() => $"{StartedMs} {Position}";
    }
}
