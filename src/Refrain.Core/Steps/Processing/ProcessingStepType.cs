using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Steps.Processing;

/// <summary>Runs a program over S3 inputs and stores its output directories (spec 06, Processing; 07, 2).</summary>
public sealed class ProcessingStepType : IJobStepType
{
    private const int DefaultMaxRuntimeSeconds = 86_400;

    /// <inheritdoc />
    public string Name => "Processing";

    /// <inheritdoc />
    public string JobKind => "ProcessingJob";

    /// <inheritdoc />
    public string ArnResource => "processing-job";

    /// <inheritdoc />
    public ArgumentShape Arguments => ArgumentShape.ProcessingJob;

    /// <inheritdoc />
    public ValueList<string> RetriedExceptions => Steps.RetriedExceptions.Job;

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report) => Arguments.CheckStructure(step.Arguments, $"{step.Path}.Arguments", report);

    /// <inheritdoc />
    public void CheckArguments(JsonElement arguments, Limits limits, Action<Diagnostic> report)
    {
        report = JobArguments.OncePerPlace(report);
        Arguments.CheckValues(arguments, limits, report);

        // The service can leave the place in the job out for inputs that it does not copy; here all are copied.
        foreach (var (input, index) in arguments.Items("ProcessingInputs").Select((input, index) => (input, index)))
        {
            CheckInput(input, $"Arguments.ProcessingInputs[{index}]", report);
        }

        foreach (var (output, index) in arguments.Member("ProcessingOutputConfig")?.Items("Outputs").Select((output, index) => (output, index)) ?? [])
        {
            CheckOutput(output, $"Arguments.ProcessingOutputConfig.Outputs[{index}]", report);
        }
    }

    /// <inheritdoc />
    public ValueList<InputRequest> Inputs(JsonElement arguments) =>
        arguments.Items("ProcessingInputs")
            .Select((input, index) => (Input: input, Index: index))
            .Where(one => one.Input.Member("S3Input") is not null && one.Input.Member("AppManaged") is not { ValueKind: JsonValueKind.True })
            .Select(one => Input(one.Input, one.Index, one.Input.Member("S3Input")!.Value)) // the filter above saw it
            .ToValueList();

    /// <inheritdoc />
    public JobSpec Spec(JobRequest request)
    {
        var specification = request.Arguments.Member("AppSpecification") ?? default;
        var cluster = JobArguments.Cluster(request.Arguments.Member("ProcessingResources")?.Member("ClusterConfig"));
        return new JobSpec
        {
            JobName = request.JobName,
            Image = specification.Text("ImageUri") ?? "",
            Entrypoint = JobArguments.Texts(specification, "ContainerEntrypoint"),
            Arguments = JobArguments.Texts(specification, "ContainerArguments"),
            Environment = JobArguments.Environment(request, "PROCESSING"),
            Inputs = InputRequest.Apply(Inputs(request.Arguments), request.Inputs),
            Outputs = Outputs(request).ToValueList(),
            Files =
            [
                new JobFile("/opt/ml/config/processingjobconfig.json", ProcessingDocuments.JobConfig(request)),
                .. cluster.ResourceConfigs("/opt/ml/config/resourceconfig.json"),
            ],
            Directories = ["/opt/ml/processing", "/opt/ml/output"],
            MaxRuntimeSeconds = JobArguments.Integer(request.Arguments.Member("StoppingCondition"), "MaxRuntimeInSeconds", DefaultMaxRuntimeSeconds),
            NetworkIsolation = request.Arguments.Member("NetworkConfig")?.Member("EnableNetworkIsolation") is { ValueKind: JsonValueKind.True },
            InstanceCount = cluster.Count,
        };
    }

    /// <inheritdoc />
    public RawJson Describe(JobRequest request, JobProgress progress) => JobDocument.Echo(request.Arguments, ["ProcessingJobName", "Tags"], writer =>
    {
        writer.WriteString("ProcessingJobName", request.JobName);
        writer.WriteString("ProcessingJobArn", request.JobArn);
        writer.WriteString("ProcessingJobStatus", progress.Status.ToString());
        writer.WriteText("ExitMessage", progress.End?.ExitMessage);
        writer.WriteText("FailureReason", progress.FailureReason);
        writer.WriteTime("CreationTime", progress.CreatedAt);
        writer.WriteTime("ProcessingStartTime", progress.BeganAt);
        writer.WriteTime("ProcessingEndTime", progress.EndedAt);
        writer.WriteTime("LastModifiedTime", progress.ModifiedAt);
    });

    private static InputRequest Input(JsonElement input, int index, JsonElement s3Input)
    {
        var name = input.Text("InputName") ?? $"input-{index + 1}";
        return new InputRequest(
            name,
            s3Input.Text("S3Uri") ?? "",
            s3Input.Text("S3DataType") ?? "S3Prefix",
            s3Input.Text("LocalPath") ?? "",
            IsCode: name is "code" or "entrypoint") { Use = new JobInputUse { Sharded = JobArguments.IsSharded(s3Input) } };
    }

    private static void CheckInput(JsonElement input, string path, Action<Diagnostic> report)
    {
        if (input.Member("DatasetDefinition") is not null)
        {
            report(new Diagnostic($"{path}.DatasetDefinition", "Inputs from Athena and Redshift are not offered.", "an S3Input over what was exported to S3"));
        }

        if (input.Member("S3Input") is { } s3Input)
        {
            JobArguments.Require(s3Input, $"{path}.S3Input", report, "LocalPath");
            if (s3Input.Text("S3InputMode") == "Pipe")
            {
                report(new Diagnostic($"{path}.S3Input.S3InputMode", "Processing inputs through pipes are not offered.", "File"));
            }
        }
    }

    private static void CheckOutput(JsonElement output, string path, Action<Diagnostic> report)
    {
        if (output.Member("S3Output") is not { } s3Output)
        {
            if (output.Member("FeatureStoreOutput") is not null)
            {
                report(new Diagnostic($"{path}.FeatureStoreOutput", "Outputs to a feature store are not offered.", "an S3Output"));
            }

            return;
        }

        JobArguments.Require(s3Output, $"{path}.S3Output", report, "LocalPath");
        if (s3Output.Text("S3Uri") is { } text && !S3Uri.TryParse(text, out _))
        {
            report(new Diagnostic($"{path}.S3Output.S3Uri", $"'{text}' is not an S3 URI.", "s3://BUCKET/KEY"));
        }
    }

    private static IEnumerable<JobOutput> Outputs(JobRequest request)
    {
        foreach (var (output, index) in request.Arguments.Member("ProcessingOutputConfig")?.Items("Outputs").Select((output, index) => (output, index)) ?? [])
        {
            // AppManaged: the program stores it itself, so there is nothing to collect.
            if (output.Member("AppManaged") is not { ValueKind: JsonValueKind.True } && output.Member("S3Output") is { } s3Output && S3Uri.TryParse(s3Output.Text("S3Uri") ?? "", out var place))
            {
                var name = output.Text("OutputName") ?? $"output-{index + 1}";
                var promised = request.Step.PropertyFiles.Where(file => file.OutputName == name).Select(file => file.FilePath).ToValueList();
                yield return new JobOutput(name, s3Output.Text("LocalPath") ?? "", place.Value, JobOutputForm.Files, OnlyOnSuccess: false, promised)
                {
                    Continuous = s3Output.Text("S3UploadMode") == "Continuous",
                };
            }
        }
    }
}
