using System.Text.Json;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Steps.Model;

/// <summary>Makes a model record; nothing runs (spec 06, Model).</summary>
public sealed class ModelStepType : IRequestStepType
{
    /// <inheritdoc />
    public string Name => "Model";

    /// <inheritdoc />
    public ArgumentShape Arguments => ArgumentShape.Model;

    /// <inheritdoc />
    public ValueList<string> RetriedExceptions => Steps.RetriedExceptions.Step;

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report)
    {
        Arguments.CheckStructure(step.Arguments, $"{step.Path}.Arguments", report);
        if (step.Arguments.Member("PrimaryContainer") is null && step.Arguments.Member("Containers") is null)
        {
            report(new Diagnostic($"{step.Path}.Arguments.PrimaryContainer", "A Model step needs a container.", "PrimaryContainer or Containers"));
        }
    }

    /// <inheritdoc />
    public void CheckArguments(JsonElement arguments, Limits limits, Action<Diagnostic> report) => Arguments.CheckValues(arguments, limits, report);

    /// <summary>The DescribeModel answer: also the step's properties.</summary>
    public static RawJson Describe(JsonElement arguments, string name, string arn, DateTimeOffset createdAt) => JobDocument.Echo(arguments, ["ModelName", "Tags"], writer =>
    {
        writer.WriteString("ModelName", name);
        writer.WriteString("ModelArn", arn);
        writer.WriteTime("CreationTime", createdAt);
    });

    /// <summary>The result of a finished step.</summary>
    public static StepResult Result(JsonElement arguments, string name, string arn, DateTimeOffset createdAt) => new()
    {
        Metadata = JobDocument.Metadata("Model", arn),
        Properties = Describe(arguments, name, arn, createdAt),
    };
}
