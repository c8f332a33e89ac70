using System.Collections.Concurrent;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Driving;

/// <summary>
/// What work may know of its execution: the results of finished steps (run here or reused), variables, names. Results never change once they are
/// there, so work reads them while the session moves on.
/// </summary>
public sealed class StepContext(ExecutionRecord record, ExecutionState initial, ReferenceReader references, ExecutionSlots slots)
{
    private volatile ExecutionState state = initial;
    private readonly Lazy<ValueList<int>> runOrder = new(initial.Definition.Graph.RunOrder);
    private readonly ExecutionVariables variables = new(initial.Definition, initial.Plan, record.Arn, initial.StartedAt);
    private readonly ConcurrentDictionary<StepName, StepReport> reused = new();
    private readonly ConcurrentDictionary<StepName, JsonElement> parsed = new();

    /// <summary>The session read its state again; results that were there are there still.</summary>
    public void Continue(ExecutionState read) => state = read;

    /// <summary>The execution.</summary>
    public PipelineExecutionArn Arn => record.Arn;

    /// <summary>The execution's part of the server's job slots.</summary>
    public ExecutionSlots Slots => slots;

    /// <summary>Region and account.</summary>
    public AwsScope Scope => state.Scope;

    /// <summary>The pipeline's internal identity.</summary>
    public long PipelineId => record.PipelineId;

    /// <summary>How steps are looked up in the cache.</summary>
    public CacheIdentity CacheIdentity => state.CacheIdentity;

    /// <summary>False when a stop or a failure came: nothing new starts.</summary>
    public bool MayStart => state is { Status: ExecutionStatus.Executing, HasFailedStep: false };

    /// <summary>True when the execution is being stopped.</summary>
    public bool IsStopping => state.Status == ExecutionStatus.Stopping;

    /// <summary>True when a job of the step was launched since the step was started: what begins now is another attempt of it.</summary>
    public bool WasLaunched(int position) => state[position] is { State: not StepState.Waiting, Launch: not null };

    /// <summary>The job that was asked for directly; null in an execution of a pipeline.</summary>
    public DirectJob? DirectJob => state.Plan.Job;

    /// <summary>The step at a position.</summary>
    public StepDefinition Step(int position) => state.Definition.Steps[position];

    /// <summary>Our name for the job of a step.</summary>
    public JobToken Token(int position, int attempt) => new(record.Arn.ExecutionId, Step(position).Name, attempt);

    /// <summary>The message of a callback, as recorded.</summary>
    public ExecutionEvent.CallbackSending Callback(int position) =>
        state[position].Callback ?? throw new System.Diagnostics.UnreachableException($"Step {Step(position).Name} has sent nothing.");

    /// <summary>A launched job, rebuilt from what was recorded.</summary>
    public JobRequest Job(int position) => JobRequests.Of(state, position);

    /// <summary>True for a step that is not run here.</summary>
    public bool IsReused(int position) => state[position].State is StepState.Reused;

    /// <summary>True for a step whose result was made by an earlier run: reused, or found in the cache.</summary>
    public bool WasMadeEarlier(int position) => IsReused(position) || state[position].CacheHit is not null;

    /// <summary>Everything that leads to a step, reused and run, each after what leads to it: a definition may list its steps in any order.</summary>
    public IEnumerable<StepDefinition> AncestorsOf(int position)
    {
        var ancestors = state.Definition.Graph.AncestorsOf([position]);
        return runOrder.Value.Where(step => ancestors[step]).Select(step => state.Definition.Steps[step]);
    }

    /// <summary>The results of those of the steps that have one (yet). Reused ones are read together: there may be thousands.</summary>
    public async Task<IReadOnlyDictionary<StepName, StepResult>> ResultsAsync(IReadOnlyCollection<StepDefinition> steps, CancellationToken cancellationToken)
    {
        await LoadReusedAsync(steps.Where(step => IsReused(step.Position)).Select(step => step.Name), cancellationToken);
        var results = new Dictionary<StepName, StepResult>();
        foreach (var step in steps)
        {
            var result = IsReused(step.Position) ? reused.GetValueOrDefault(step.Name)?.Result : Own(state[step.Position].State);
            if (result is not null)
            {
                results[step.Name] = result;
            }
        }

        return results;
    }

    /// <summary>The outcome that was given to a condition by hand; null when it must be evaluated.</summary>
    public bool? ForcedOutcome(StepName condition) => state.Plan.Forced?.FirstOrDefault(forced => forced.Step == condition)?.Outcome;

    /// <summary>Evaluates expressions of a step; the results they name are loaded first.</summary>
    public async Task<EvaluationScope> ScopeAsync(int position, string? jobName, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var dependencies = state.Definition.Graph.DependenciesOf(position).ToArray().Select(Step).ToList();
        var results = await ResultsAsync(dependencies, cancellationToken);
        var scope = variables.Scope(
            now,
            jobName,
            step => results.TryGetValue(step, out var result) ? parsed.GetOrAdd(step, _ => result.Properties.Parse()) : null,
            (step, file) => PropertyFile(results.GetValueOrDefault(step), file));
        return scope with { Experiment = name => name == "ExperimentName" ? record.Experiment?.ExperimentName : record.Experiment?.TrialName };
    }

    private static StepResult? Own(StepState of) => of switch
    {
        StepState.Succeeded succeeded => succeeded.Result,
        StepState.Supplied supplied => supplied.Result,
        _ => null,
    };

    private async Task LoadReusedAsync(IEnumerable<StepName> steps, CancellationToken cancellationToken)
    {
        var missing = steps.Where(step => !reused.ContainsKey(step)).ToValueList();
        if (missing.Count == 0)
        {
            return;
        }

        foreach (var one in await references.ReusedAsync(record, missing, cancellationToken))
        {
            reused[one.Report.Step] = one.Report;
        }
    }

    private static (JsonElement? Content, string? Problem) PropertyFile(StepResult? result, string name) =>
        result?.PropertyFiles.FirstOrDefault(file => file.Name == name) is { } found ? (found.Content?.Parse(), found.Problem) : (null, "the step has none of that name");
}
