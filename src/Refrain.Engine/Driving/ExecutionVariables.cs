using System.Globalization;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;

namespace Refrain.Engine.Driving;

/// <summary>What expressions can know of an execution besides its steps: parameters and <c>Execution.*</c> variables (spec 01, 3.1).</summary>
public sealed class ExecutionVariables
{
    private readonly PipelineExecutionArn arn;
    private readonly DateTimeOffset startedAt;
    private readonly Dictionary<string, JsonElement> parameters = new(StringComparer.Ordinal);

    /// <summary>The variables of an execution of <paramref name="definition"/> by <paramref name="plan"/>.</summary>
    public ExecutionVariables(PipelineDefinition definition, ExecutionPlan plan, PipelineExecutionArn arn, DateTimeOffset startedAt)
    {
        (this.arn, this.startedAt) = (arn, startedAt);
        foreach (var (declared, bound) in definition.Parameters.Zip(plan.Parameters))
        {
            if (declared.Typed(bound.Value) is { } value)
            {
                parameters[declared.Name] = value;
            }
        }
    }

    /// <summary>A scope that adds these variables to what is known of steps.</summary>
    public EvaluationScope Scope(
        DateTimeOffset now,
        string? jobName,
        Func<StepName, JsonElement?> properties,
        Func<StepName, string, (JsonElement? Content, string? Problem)> propertyFile) => new()
        {
            Parameter = name => parameters.TryGetValue(name, out var value) ? value : null,
            ExecutionVariable = name => Value(name, now, jobName),
            Properties = properties,
            PropertyFile = propertyFile,
        };

    private string? Value(string name, DateTimeOffset now, string? jobName) => name switch
    {
        "PipelineName" => arn.Pipeline.Name,
        "PipelineArn" => arn.Pipeline.ToString(),
        "PipelineExecutionId" => arn.ExecutionId,
        "PipelineExecutionArn" => arn.ToString(),
        "StartDateTime" => Time(startedAt),
        "CurrentDateTime" => Time(now),
        "TrainingJobName" or "ProcessingJobName" => jobName,
        _ => null,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
