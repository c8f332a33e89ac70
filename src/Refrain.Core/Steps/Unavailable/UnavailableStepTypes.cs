using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Steps.Unavailable;

/// <summary>The types that are not run, as data: what their steps may hold (spec 06; 01, 5).</summary>
public static class UnavailableStepTypes
{
    private static readonly StepMember Outputs = new("OutputParameters", StepMemberKind.OutputParameters);

    private static readonly ValueList<StepMember> Checks =
    [
        new("ModelPackageGroupName", StepMemberKind.Text),
        new("SkipCheck", StepMemberKind.Boolean),
        new("FailOnViolation", StepMemberKind.Boolean),
        new("RegisterNewBaseline", StepMemberKind.Boolean),
        new("SuppliedBaselineConstraints", StepMemberKind.Text),
        new("SuppliedBaselineStatistics", StepMemberKind.Text),
        new("ModelName", StepMemberKind.Text),
    ];

    /// <summary>In the order of spec 06: those before Callback.</summary>
    public static ValueList<UnavailableStepType> Before { get; } =
    [
        new() { Name = "Tuning", Arguments = ArgumentShape.TuningJob, RetriedExceptions = RetriedExceptions.Job },
        new() { Name = "AutoML", Arguments = ArgumentShape.AutoMLJob, RetriedExceptions = RetriedExceptions.Job },
    ];

    /// <summary>Those after it.</summary>
    public static ValueList<UnavailableStepType> After { get; } =
    [
        new() { Name = "Lambda", Members = [new("FunctionArn", StepMemberKind.Text, IsRequired: true), Outputs], Rule = ArgumentRules.Flat },
        Check("QualityCheck", "DATA_QUALITY", "MODEL_QUALITY"),
        Check("ClarifyCheck", "DATA_BIAS", "MODEL_BIAS", "MODEL_EXPLAINABILITY"),
        new() { Name = "EMR", RetriedExceptions = RetriedExceptions.All, Rule = EmrRules.Check },
        new() { Name = "EMRServerless", RetriedExceptions = RetriedExceptions.All },
        new() { Name = "EndpointConfig", Arguments = ArgumentShape.EndpointConfig, RetriedExceptions = RetriedExceptions.Job },
        new() { Name = "Endpoint", Arguments = ArgumentShape.Endpoint },
        new() { Name = "InferenceComponent", Arguments = ArgumentShape.InferenceComponent },
        new() { Name = "Lineage", Rule = ArgumentRules.Lineage },
        .. Bedrock("BedrockCustomModel", "BedrockCustomModelDeployment", "BedrockModelImport", "BedrockProvisionedModelThroughput"),
    ];

    /// <summary>All of them.</summary>
    public static ValueList<UnavailableStepType> All { get; } = [.. Before, .. After];

    private static UnavailableStepType Check(string name, params string[] kinds) => new()
    {
        Name = name,
        Arguments = ArgumentShape.ProcessingJob,
        Members = [new("CheckType", StepMemberKind.Text, Words: kinds.ToValueList()), .. Checks],
        RetriedExceptions = RetriedExceptions.Job,
    };

    // Nothing public says what their Arguments are, or for what they are retried.
    private static IEnumerable<UnavailableStepType> Bedrock(params string[] names) =>
        names.Select(name => new UnavailableStepType { Name = name, RetriedExceptions = RetriedExceptions.All });
}
