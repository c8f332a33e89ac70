using System.Text.Json;

namespace Refrain.Core.Steps.Shapes;

/// <summary>
/// What the Arguments of a step type may hold: a Create request, with what pipelines do differently (spec 06). Its structure is checked when a definition
/// is created, its values when the step starts and all expressions are resolved.
/// </summary>
/// <param name="Request">The request's shape.</param>
/// <param name="NameMember">The member that names the resource: the service makes a name of its own when there is none.</param>
/// <param name="Refused">Members of the request that a pipeline does not take.</param>
public sealed record ArgumentShape(string Request, string NameMember, ValueList<string> Refused)
{
    /// <summary>CreateProcessingJob.</summary>
    public static ArgumentShape ProcessingJob { get; } = new("CreateProcessingJobRequest", "ProcessingJobName", []);

    /// <summary>CreateTrainingJob.</summary>
    public static ArgumentShape TrainingJob { get; } = new("CreateTrainingJobRequest", "TrainingJobName", []);

    /// <summary>CreateHyperParameterTuningJob.</summary>
    public static ArgumentShape TuningJob { get; } = new("CreateHyperParameterTuningJobRequest", "HyperParameterTuningJobName", []);

    /// <summary>CreateAutoMLJob.</summary>
    public static ArgumentShape AutoMLJob { get; } = new("CreateAutoMLJobRequest", "AutoMLJobName", []);

    /// <summary>CreateTransformJob.</summary>
    public static ArgumentShape TransformJob { get; } = new("CreateTransformJobRequest", "TransformJobName", []);

    /// <summary>CreateModel.</summary>
    public static ArgumentShape Model { get; } = new("CreateModelInput", "ModelName", []);

    /// <summary>CreateModelPackage.</summary>
    public static ArgumentShape ModelPackage { get; } = new("CreateModelPackageInput", "ModelPackageName", ["ModelPackageName", "CertifyForMarketplace"]);

    /// <summary>CreateEndpointConfig.</summary>
    public static ArgumentShape EndpointConfig { get; } = new("CreateEndpointConfigInput", "EndpointConfigName", ["DataCaptureConfig", "ExplainerConfig"]);

    /// <summary>CreateEndpoint.</summary>
    public static ArgumentShape Endpoint { get; } = new("CreateEndpointInput", "EndpointName", ["DeploymentConfig"]);

    /// <summary>CreateInferenceComponent.</summary>
    public static ArgumentShape InferenceComponent { get; } = new("CreateInferenceComponentInput", "InferenceComponentName", []);

    /// <summary>Reports unknown members and wrong kinds of JSON. An expression may stand anywhere, null is absent.</summary>
    public void CheckStructure(JsonElement arguments, string path, Action<Diagnostic> report)
    {
        foreach (var name in Refused.Where(name => arguments.Member(name) is not null))
        {
            report(new Diagnostic($"{path}.{name}", $"Unknown Argument member '{name}'", $"no {name}: a pipeline does not take it"));
        }

        new ShapeStructure(report).CheckRequest(arguments, RequestShapes.Get(Request), path);
    }

    /// <summary>Reports what is missing, too long, too short, not in an enum or does not match a pattern. The arguments are resolved.</summary>
    public void CheckValues(JsonElement arguments, Limits limits, Action<Diagnostic> report) =>
        new ShapeValues(limits, report).Check(arguments, RequestShapes.Get(Request), "Arguments", optional: NameMember);

    /// <summary>The resolved arguments, with numbers and booleans turned to text where the request wants text (spec 01, 3.1).</summary>
    public JsonElement WithTexts(JsonElement arguments) => ShapeTexts.In(arguments, RequestShapes.Get(Request));
}
