using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Tests.Planning;

/// <summary>A reference execution of a drawn pipeline. By default it ended and every step succeeded there.</summary>
internal sealed record TestReference(PipelineDefinition Definition)
{
    public const string Arn = "arn:aws:sagemaker:eu-central-1:123456789012:pipeline/P/execution/reference000";

    public bool HasEnded { get; init; } = true;

    public int Version { get; init; } = 1;

    /// <summary>Steps that have no successful result there.</summary>
    public string Without { get; init; } = "";

    /// <summary>What conditions decided there.</summary>
    public bool Outcome { get; init; } = true;

    /// <summary>Steps that were reused there, with the execution that made them.</summary>
    public string ReusedFromOlder { get; init; } = "";

    public string Properties { get; init; } = $$"""{"{{TestPipeline.Property}}":"made"}""";

    public static TestReference Of(string drawing) => new(TestPipeline.Draw(drawing));

    public static PipelineExecutionArn Older { get; } = PipelineExecutionArn.Parse("arn:aws:sagemaker:eu-central-1:123456789012:pipeline/P/execution/older0000000");

    public ReferenceLookup.Found Found => new(new ReferenceExecution(PipelineExecutionArn.Parse(Arn), HasEnded, 42, Version, Definition, Step));

    private ReferenceStep? Step(StepName name)
    {
        if (Definition.Find(name) is not { } step)
        {
            return null;
        }

        var succeeded = !TestPipeline.Names(Without).Contains(name);
        var (madeBy, length) = TestPipeline.Names(ReusedFromOlder).Contains(name) ? (Older, 17) : (PipelineExecutionArn.Parse(Arn), 42);
        return new ReferenceStep(step.Type.Name, succeeded, madeBy, length, succeeded ? Result(step) : null);
    }

    private StepResult Result(StepDefinition step) => step.Type is ConditionStepType
        ? ConditionStepType.Result(Outcome)
        : new StepResult { Metadata = RawJson.EmptyObject, Properties = new RawJson(Properties) };
}
