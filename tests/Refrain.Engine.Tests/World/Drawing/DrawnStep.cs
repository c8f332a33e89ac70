using System.Text.Json.Nodes;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.World.Drawing;

/// <summary>A step of a definition, drawn in a few words.</summary>
public sealed class DrawnStep
{
    private readonly List<JsonObject> inputs = [];

    private DrawnStep(string name, string type, JsonObject arguments)
    {
        Arguments = arguments;
        Json = new JsonObject { ["Name"] = name, ["Type"] = type, [nameof(Arguments)] = arguments };
    }

    public JsonObject Json { get; }

    public JsonObject Arguments { get; }

    private bool IsTraining => Json["Type"]?.GetValue<string>() == "Training";

    /// <summary>A Processing step with one output, <c>out</c>, at a place of its execution's own.</summary>
    public static DrawnStep Processing(string name) => new DrawnStep(name, "Processing", new JsonObject
    {
        ["ProcessingResources"] = new JsonObject { ["ClusterConfig"] = new JsonObject { ["InstanceType"] = "ml.t3.medium", ["InstanceCount"] = 1, ["VolumeSizeInGB"] = 30 } },
        ["AppSpecification"] = new JsonObject { ["ImageUri"] = "refrain.local/host", ["ContainerEntrypoint"] = new JsonArray("tell") },
        ["RoleArn"] = "arn:aws:iam::123456789012:role/r",
    }).To(Join("/", "s3://results", Get("Execution.PipelineExecutionId"), name));

    public static DrawnStep Training(string name) => new(name, "Training", new JsonObject
    {
        ["AlgorithmSpecification"] = new JsonObject
        {
            ["TrainingImage"] = "refrain.local/host",
            ["TrainingInputMode"] = "File",
            ["ContainerEntrypoint"] = new JsonArray("tell"),
            ["MetricDefinitions"] = new JsonArray(new JsonObject { ["Name"] = "validation:rmse", ["Regex"] = @"validation-rmse:(\S+)" }),
        },
        ["OutputDataConfig"] = new JsonObject { ["S3OutputPath"] = "s3://results/models/" },
        ["ResourceConfig"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "ml.c5.xlarge", ["VolumeSizeInGB"] = 30 },
        ["RoleArn"] = "arn:aws:iam::123456789012:role/r",
    });

    public static DrawnStep Condition(string name, JsonObject condition, DrawnStep[] then, DrawnStep[] otherwise) => new(name, "Condition", new JsonObject
    {
        ["Conditions"] = new JsonArray(condition),
        ["IfSteps"] = new JsonArray([.. then.Select(step => step.Json)]),
        ["ElseSteps"] = new JsonArray([.. otherwise.Select(step => step.Json)]),
    });

    public static DrawnStep Fail(string name, JsonNode? message) => new(name, "Fail", message is null ? [] : new JsonObject { ["ErrorMessage"] = message });

    public static DrawnStep Model(string name, string of) => new(name, "Model", new JsonObject
    {
        ["ExecutionRoleArn"] = "arn:aws:iam::123456789012:role/r",
        ["PrimaryContainer"] = new JsonObject { ["Image"] = "refrain.local/host", ["ModelDataUrl"] = Expressions.Model(of) },
    });

    public static DrawnStep Register(string name, string of, JsonNode? approval = null) => new(name, "RegisterModel", new JsonObject
    {
        ["ModelPackageGroupName"] = "Shells",
        ["ModelApprovalStatus"] = approval ?? "PendingManualApproval",
        ["InferenceSpecification"] = new JsonObject { ["Containers"] = new JsonArray(new JsonObject { ["Image"] = "refrain.local/host", ["ModelDataUrl"] = Expressions.Model(of) }) },
    });

    /// <summary>Any other type.</summary>
    public static DrawnStep Of(string type, string name, JsonObject arguments) => new(name, type, arguments);

    public DrawnStep After(params string[] steps) => With(() => Json["DependsOn"] = new JsonArray([.. steps.Select(step => JsonValue.Create(step))]));

    /// <summary>Another input, named after its number unless it has a name.</summary>
    public DrawnStep Reads(JsonNode uri, string? name = null, string type = "S3Prefix") => With(() =>
    {
        name ??= $"in{inputs.Count + 1}";
        var source = new JsonObject { ["S3Uri"] = uri, ["S3DataType"] = type };
        if (!IsTraining)
        {
            source["LocalPath"] = $"/opt/ml/processing/input/{name}";
        }

        inputs.Add(IsTraining
            ? new JsonObject { ["ChannelName"] = name, ["DataSource"] = new JsonObject { ["S3DataSource"] = source } }
            : new JsonObject { ["InputName"] = name, ["S3Input"] = source });
        Arguments[IsTraining ? "InputDataConfig" : "ProcessingInputs"] = new JsonArray([.. inputs.Select(input => input.DeepClone())]);
    });

    public DrawnStep To(JsonNode uri) => With(() => Arguments["ProcessingOutputConfig"] = new JsonObject
    {
        ["Outputs"] = new JsonArray(new JsonObject { ["OutputName"] = "out", ["S3Output"] = new JsonObject { ["S3Uri"] = uri, ["LocalPath"] = "/opt/ml/processing/out", ["S3UploadMode"] = "EndOfJob" } }),
    });

    public DrawnStep Promises(string file, string path) => With(() => Json["PropertyFiles"] =
        new JsonArray(new JsonObject { ["PropertyFileName"] = file, ["OutputName"] = "out", ["FilePath"] = path }));

    public DrawnStep Cached(string expireAfter = "P30D", bool enabled = true) => With(() => Json["CacheConfig"] = new JsonObject { ["Enabled"] = enabled, ["ExpireAfter"] = expireAfter });

    /// <summary>Its job is tried again when it is lost.</summary>
    public DrawnStep Retried(string limits) => Member("RetryPolicies", $$"""[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],{{limits}}}]""");

    public DrawnStep Entry(params JsonNode[] command) => With(() => Specification["ContainerEntrypoint"] = new JsonArray(command));

    public DrawnStep Image(string image) => With(() => Specification[IsTraining ? "TrainingImage" : "ImageUri"] = image);

    /// <summary>A member of the step itself, given as a value or as JSON text.</summary>
    public DrawnStep Member(string name, string value) => With(() => Json[name] = value[0] is '[' or '{' ? JsonNode.Parse(value) : JsonValue.Create(value));

    public DrawnStep Hyper(string name, JsonNode value) => With(() => Map("HyperParameters")[name] = value);

    public DrawnStep Variable(string name, JsonNode value) => With(() => Map("Environment")[name] = value);

    private JsonObject Specification => Arguments[IsTraining ? "AlgorithmSpecification" : "AppSpecification"]!.AsObject(); // both kinds of job have it

    private JsonObject Map(string name)
    {
        Arguments[name] ??= new JsonObject();
        return Arguments[name]!.AsObject(); // made above
    }

    private DrawnStep With(Action change)
    {
        change();
        return this;
    }
}
