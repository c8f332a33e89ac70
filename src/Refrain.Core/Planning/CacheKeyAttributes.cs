using System.Text.Json;

namespace Refrain.Core.Planning;

/// <summary>Which attributes of a step count for its cache, by type (spec 03, 3). Everything else (instances, outputs, roles, tags ...) does not.</summary>
internal static class CacheKeyAttributes
{
    private static readonly string[] Processing = ["AppSpecification", "Environment", "ProcessingInputs"];
    private static readonly string[] Training =
    [
        "AlgorithmSpecification", "CheckpointConfig", "DebugHookConfig", "DebugRuleConfigurations", "Environment", "HyperParameters", "InputDataConfig",
    ];

    private static readonly string[] Transform = ["DataProcessing", "Environment", "ModelName", "TransformInput"];
    private static readonly string[] TunedTraining = ["AlgorithmSpecification", "HyperParameterRanges", "InputDataConfig", "StaticHyperParameters", "TuningObjective"];
    private static readonly string[] AutoMLConfig = ["CompletionCriteria", "CandidateGenerationConfig", "DataSplitConfig", "Mode"];
    private static readonly string[] Check = ["CheckType", "ModelName", "SkipCheck", "RegisterNewBaseline", "ModelPackageGroupName", "SuppliedBaselineConstraints"];

    /// <summary>The attributes that are there, in a fixed order; null for a type that is never cached.</summary>
    public static ValueList<(string Name, JsonElement Value)>? Of(string type, JsonElement step, JsonElement arguments) => type switch
    {
        "Processing" => Members(arguments, Processing),
        "Training" => Members(arguments, Training),
        "Transform" => Members(arguments, Transform),
        "Tuning" => Tuning(arguments),
        "AutoML" => AutoML(arguments),
        "ClarifyCheck" => [.. Members(step, Check), .. Members(arguments, Processing)],
        "QualityCheck" => [.. Members(step, [.. Check, "SuppliedBaselineStatistics"]), .. Members(arguments, Processing)],
        "EMR" => Members(arguments, ["ClusterId", "ClusterConfig", "StepConfig"]),
        "Lambda" => [.. Members(step, ["FunctionArn", "OutputParameters"]), ("Arguments", arguments)],
        "Callback" => [.. Members(step, ["SqsQueueUrl", "OutputParameters"]), ("Arguments", arguments)],
        _ => null,
    };

    private static ValueList<(string Name, JsonElement Value)> Tuning(JsonElement arguments)
    {
        var attributes = Members(arguments, ["HyperParameterTuningJobConfig"]).ToList();
        if (arguments.Member("TrainingJobDefinition") is { } one)
        {
            attributes.Add(("TrainingJobDefinition", Only(one, TunedTraining)));
        }

        if (arguments.Member("TrainingJobDefinitions") is { ValueKind: JsonValueKind.Array } several)
        {
            attributes.Add(("TrainingJobDefinitions", JsonText.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (var definition in several.EnumerateArray())
                {
                    Only(definition, TunedTraining).WriteTo(writer);
                }

                writer.WriteEndArray();
            })));
        }

        return attributes.ToValueList();
    }

    private static ValueList<(string Name, JsonElement Value)> AutoML(JsonElement arguments)
    {
        var attributes = Members(arguments, ["AutoMLJobObjective", "InputDataConfig", "ProblemType"]).ToList();
        if (arguments.Member("AutoMLJobConfig") is { } config)
        {
            attributes.Insert(0, ("AutoMLJobConfig", Only(config, AutoMLConfig)));
        }

        return attributes.ToValueList();
    }

    private static ValueList<(string Name, JsonElement Value)> Members(JsonElement owner, IEnumerable<string> names) =>
        names.Where(name => owner.Member(name) is not null).Select(name => (name, owner.GetProperty(name))).ToValueList();

    private static JsonElement Only(JsonElement owner, string[] names) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in Members(owner, names))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    });
}
