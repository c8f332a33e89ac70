using System.Globalization;
using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Steps.Transform;

/// <summary>Serves a model and sends the records of the input through it (spec 06, Transform; 07, 4 and 5).</summary>
public sealed class TransformStepType : IJobStepType
{
    // The request has no StoppingCondition: this is the service's longest run.
    private const int MaxRuntimeSeconds = 432_000;

    private const int StopGraceSeconds = 60; // the serving processes have 30 of them

    private const int MostPayloadInMB = 100;

    /// <inheritdoc />
    public string Name => "Transform";

    /// <inheritdoc />
    public string JobKind => "TransformJob";

    /// <inheritdoc />
    public string ArnResource => "transform-job";

    /// <inheritdoc />
    public ArgumentShape Arguments => ArgumentShape.TransformJob;

    /// <inheritdoc />
    public ValueList<string> RetriedExceptions => Steps.RetriedExceptions.Job;

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report) => Arguments.CheckStructure(step.Arguments, $"{step.Path}.Arguments", report);

    /// <inheritdoc />
    public void CheckArguments(JsonElement arguments, Limits limits, Action<Diagnostic> report)
    {
        report = JobArguments.OncePerPlace(report);
        Arguments.CheckValues(arguments, limits, report);
        if (arguments.Member("TransformOutput")?.Text("S3OutputPath") is { } text && !S3Uri.TryParse(text, out _))
        {
            report(new Diagnostic("Arguments.TransformOutput.S3OutputPath", $"'{text}' is not an S3 URI.", "s3://BUCKET/KEY"));
        }

        if (arguments.Member("TransformInput")?.Member("DataSource")?.Member("S3DataSource")?.Text("S3DataType") == "AugmentedManifestFile")
        {
            report(new Diagnostic("Arguments.TransformInput.DataSource.S3DataSource.S3DataType", "AugmentedManifestFile is no input of a transform job.", "S3Prefix or ManifestFile"));
        }

        var (atOnce, payload) = (JobArguments.Integer(arguments, "MaxConcurrentTransforms", 0), JobArguments.Integer(arguments, "MaxPayloadInMB", 0));
        if (payload > MostPayloadInMB || (long)atOnce * payload > MostPayloadInMB)
        {
            report(new Diagnostic("Arguments.MaxPayloadInMB", $"MaxPayloadInMB {payload} with {Math.Max(1, atOnce)} transforms at once is too much.", $"MaxConcurrentTransforms * MaxPayloadInMB of at most {MostPayloadInMB}"));
        }
    }

    /// <inheritdoc />
    public string? ModelName(JsonElement arguments) => arguments.Text("ModelName");

    /// <inheritdoc />
    public ValueList<InputRequest> Inputs(JsonElement arguments)
    {
        var source = arguments.Member("TransformInput")?.Member("DataSource")?.Member("S3DataSource") ?? default;
        return [new InputRequest("input", source.Text("S3Uri") ?? "", source.Text("S3DataType") ?? "S3Prefix", TransformWork.InputFolder, IsCode: false)];
    }

    /// <inheritdoc />
    public ValueList<InputRequest> Inputs(JsonElement arguments, RawJson? model) =>
        [.. Inputs(arguments), .. Places(arguments, model).SelectMany(container => container.Requests())];

    /// <inheritdoc />
    public JobSpec Spec(JobRequest request)
    {
        var containers = Places(request.Arguments, request.Model);
        return new JobSpec
        {
            JobName = request.JobName,
            Image = containers.Select(container => container.Image).FirstOrDefault() ?? "",
            Environment = Environment(request),
            Inputs = request.Inputs,
            Outputs = [new JobOutput("output", TransformWork.OutputFolder, S3Uri.Parse(OutputMember(request.Arguments, "S3OutputPath") ?? ""), JobOutputForm.Files, OnlyOnSuccess: false, [])],
            Directories = ["/opt/ml/model", "/opt/ml/output"],
            Transform = Work(request, containers),
            MaxRuntimeSeconds = MaxRuntimeSeconds,
            StopGraceSeconds = StopGraceSeconds,
            NetworkIsolation = request.Model?.Parse().Member("EnableNetworkIsolation") is { ValueKind: JsonValueKind.True },
        };
    }

    /// <inheritdoc />
    public RawJson Describe(JobRequest request, JobProgress progress) => JobDocument.Echo(request.Arguments, ["TransformJobName", "Tags"], writer =>
    {
        writer.WriteString("TransformJobName", request.JobName);
        writer.WriteString("TransformJobArn", request.JobArn);
        writer.WriteString("TransformJobStatus", progress.Status.ToString());
        writer.WriteText("FailureReason", progress.FailureReason);
        writer.WriteTime("CreationTime", progress.CreatedAt);
        writer.WriteTime("TransformStartTime", progress.End?.StartedAt);
        writer.WriteTime("TransformEndTime", progress.End?.EndedAt);
    });

    private static ValueList<ContainerPlaces> Places(JsonElement arguments, RawJson? model)
    {
        var own = JobArguments.Map(arguments, "Environment");
        return model?.Parse().Items("Containers").Select((container, index) => new ContainerPlaces(container, index + 1, own)).ToValueList() ?? [];
    }

    private static TransformWork Work(JobRequest request, ValueList<ContainerPlaces> containers)
    {
        var (arguments, input) = (request.Arguments, request.Arguments.Member("TransformInput") ?? default);
        var (client, processing) = (arguments.Member("ModelClientConfig"), arguments.Member("DataProcessing") ?? default);
        return new TransformWork
        {
            Containers = containers.Select(container => container.Served()).ToValueList(),
            KeyPrefix = KeyPrefix(input, request.Inputs),
            ContentType = input.Text("ContentType"),
            SplitType = input.Text("SplitType"),
            CompressionType = input.Text("CompressionType"),
            Accept = OutputMember(arguments, "Accept"),
            AssembleWith = OutputMember(arguments, "AssembleWith"),
            BatchStrategy = arguments.Text("BatchStrategy"),
            MaxConcurrentTransforms = Whole(arguments, "MaxConcurrentTransforms"),
            MaxPayloadInMB = Whole(arguments, "MaxPayloadInMB"),
            InvocationsTimeoutInSeconds = Whole(client, "InvocationsTimeoutInSeconds"),
            InvocationsMaxRetries = Whole(client, "InvocationsMaxRetries"),
            InputFilter = processing.Text("InputFilter"),
            OutputFilter = processing.Text("OutputFilter"),
            JoinSource = processing.Text("JoinSource"),
        };
    }

    /// <summary>
    /// A prefix that is a folder without its slash keeps the folder's name in the outputs' keys (spec 07, 5). The staged paths tell which it was: below such a folder
    /// they begin with the name only by chance, and in every other case always.
    /// </summary>
    private static string KeyPrefix(JsonElement input, ValueList<JobInput> staged)
    {
        var source = input.Member("DataSource")?.Member("S3DataSource") ?? default;
        var key = S3Uri.TryParse(source.Text("S3Uri") ?? "", out var place) ? place.Value.Key : "";
        var name = key[(key.LastIndexOf('/') + 1)..];
        var objects = staged.FirstOrDefault(one => one.LocalPath == TransformWork.InputFolder)?.Content.Entries ?? [];
        return source.Text("S3DataType") == "ManifestFile" || name.Length == 0 || objects.All(one => one.Path.StartsWith(name, StringComparison.Ordinal)) ? "" : name;
    }

    private static ValueList<EnvironmentVariable> Environment(JobRequest request)
    {
        var strategy = request.Arguments.Text("BatchStrategy") switch { "SingleRecord" => "SINGLE_RECORD", "MultiRecord" => "MULTI_RECORD", _ => null };
        return
        [
            .. JobArguments.Environment(request, "TRANSFORM"),
            new("SAGEMAKER_BATCH", "true"),
            .. Given("SAGEMAKER_MAX_PAYLOAD_IN_MB", Whole(request.Arguments, "MaxPayloadInMB")?.ToString(CultureInfo.InvariantCulture)),
            .. Given("SAGEMAKER_BATCH_STRATEGY", strategy),
            .. Given("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", Whole(request.Arguments, "MaxConcurrentTransforms")?.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private static IEnumerable<EnvironmentVariable> Given(string name, string? value) => value is null ? [] : [new EnvironmentVariable(name, value)];

    private static string? OutputMember(JsonElement arguments, string name) => arguments.Member("TransformOutput")?.Text(name);

    private static int? Whole(JsonElement? owner, string name) => owner?.Member(name) is null ? null : JobArguments.Integer(owner, name, 0);
}
