using Refrain.Core.Identifiers;
using Refrain.Core.Steps;

namespace Refrain.Core.Planning;

/// <summary>The planner's answer.</summary>
public abstract record PlanAnswer
{
    private PlanAnswer(PlanScope? scope) => Scope = scope;

    /// <summary>What was found out about the steps; null when the request was refused before anything was, and for a full run.</summary>
    internal PlanScope? Scope { get; }

    /// <summary>This is what the execution is bound to do.</summary>
    public sealed record Planned : PlanAnswer
    {
        internal Planned(ExecutionPlan plan, PlanScope? scope)
            : base(scope) => Plan = plan;

        /// <summary>What is frozen with the execution.</summary>
        public ExecutionPlan Plan { get; }
    }

    /// <summary>Nothing may start.</summary>
    public sealed record Refused : PlanAnswer
    {
        internal Refused(RefusalKind kind, string message, PlanScope? scope = null)
            : base(scope) => (Kind, Message) = (kind, message);

        /// <summary>Why, in one word.</summary>
        public RefusalKind Kind { get; }

        /// <summary>Why, in the service's words.</summary>
        public string Message { get; }

        /// <summary>The selection without gaps that would be accepted in this one's place; empty unless gaps are what is wrong.</summary>
        public ValueList<StepName> Closed { get; internal init; } = [];
    }
}

/// <summary>What a selection means for every step that leads to it.</summary>
internal sealed record PlanScope(StepSelection Selection, IReadOnlyDictionary<int, Provision> Provisions)
{
    /// <summary>Selected steps that cannot run although what they need is there, with the reason.</summary>
    public Dictionary<int, Obstacle> Blocked { get; } = [];
}

/// <summary>Where the result of a step that is not run comes from.</summary>
internal abstract record Provision
{
    private Provision()
    {
    }

    /// <summary>Given by hand.</summary>
    public sealed record Given(StepResult Outputs, bool IsForced) : Provision;

    /// <summary>From an earlier execution: <paramref name="Source"/> is the one that was named, <paramref name="Via"/> says so when it is not the reference of the run.</summary>
    public sealed record Reused(ReferenceStep Step, ReferenceExecution Source, PipelineExecutionArn? Via) : Provision;

    /// <summary>From nowhere.</summary>
    public sealed record Missing(Obstacle Obstacle) : Provision;

    /// <summary>The result, where there is one.</summary>
    public StepResult? Result => this switch
    {
        Given given => given.Outputs,
        Reused reused => reused.Step.Result,
        _ => null,
    };
}

/// <summary>Why a step blocks.</summary>
internal sealed record Obstacle(PlanReason Reason, string Sentence);
