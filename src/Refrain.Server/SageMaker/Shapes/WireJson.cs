using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Refrain.Aws.AwsJson;
namespace Refrain.Server.SageMaker.Shapes;

/// <summary>Every shape that crosses the wire. Nulls are never written; unknown members are ignored.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PipelineOutput))]
[JsonSerializable(typeof(CreatePipelineInput))]
[JsonSerializable(typeof(UpdatePipelineInput))]
[JsonSerializable(typeof(UpdatePipelineOutput))]
[JsonSerializable(typeof(DescribePipelineInput))]
[JsonSerializable(typeof(DescribePipelineOutput))]
[JsonSerializable(typeof(DeletePipelineInput))]
[JsonSerializable(typeof(ListPipelinesInput))]
[JsonSerializable(typeof(ListPipelinesOutput))]
[JsonSerializable(typeof(PipelineSummary))]
[JsonSerializable(typeof(ListPipelineVersionsInput))]
[JsonSerializable(typeof(ListPipelineVersionsOutput))]
[JsonSerializable(typeof(PipelineVersionSummary))]
[JsonSerializable(typeof(UpdatePipelineVersionInput))]
[JsonSerializable(typeof(ExecutionOutput))]
[JsonSerializable(typeof(StartPipelineExecutionInput))]
[JsonSerializable(typeof(StopPipelineExecutionInput))]
[JsonSerializable(typeof(RetryPipelineExecutionInput))]
[JsonSerializable(typeof(UpdatePipelineExecutionInput))]
[JsonSerializable(typeof(SendPipelineExecutionStepSuccessInput))]
[JsonSerializable(typeof(SendPipelineExecutionStepFailureInput))]
[JsonSerializable(typeof(ExecutionInput))]
[JsonSerializable(typeof(DescribePipelineExecutionOutput))]
[JsonSerializable(typeof(ListPipelineExecutionsInput))]
[JsonSerializable(typeof(ListPipelineExecutionsOutput))]
[JsonSerializable(typeof(ExecutionSummary))]
[JsonSerializable(typeof(ListPipelineExecutionStepsInput))]
[JsonSerializable(typeof(ListPipelineExecutionStepsOutput))]
[JsonSerializable(typeof(ExecutionStep))]
[JsonSerializable(typeof(ListPipelineParametersInput))]
[JsonSerializable(typeof(ListPipelineParametersOutput))]
[JsonSerializable(typeof(ParameterShape))]
[JsonSerializable(typeof(DefinitionForExecutionOutput))]
[JsonSerializable(typeof(DescribeProcessingJobInput))]
[JsonSerializable(typeof(DescribeTrainingJobInput))]
[JsonSerializable(typeof(DescribeModelInput))]
[JsonSerializable(typeof(DescribeModelPackageInput))]
[JsonSerializable(typeof(ListModelPackagesInput))]
[JsonSerializable(typeof(ListModelPackagesOutput))]
[JsonSerializable(typeof(ModelPackageSummary))]
[JsonSerializable(typeof(SelectiveExecutionConfigShape))]
[JsonSerializable(typeof(EmptyOutput))]
[JsonSerializable(typeof(AddTagsInput))]
[JsonSerializable(typeof(AddTagsOutput))]
[JsonSerializable(typeof(ListTagsInput))]
[JsonSerializable(typeof(ListTagsOutput))]
[JsonSerializable(typeof(DeleteTagsInput))]
[JsonSerializable(typeof(ProcessingJobOutput))]
[JsonSerializable(typeof(TrainingJobOutput))]
[JsonSerializable(typeof(ListProcessingJobsInput))]
[JsonSerializable(typeof(ListTrainingJobsInput))]
[JsonSerializable(typeof(ListProcessingJobsOutput))]
[JsonSerializable(typeof(ListTrainingJobsOutput))]
[JsonSerializable(typeof(DescribeTransformJobInput))]
[JsonSerializable(typeof(TransformJobOutput))]
[JsonSerializable(typeof(ListTransformJobsInput))]
[JsonSerializable(typeof(ListTransformJobsOutput))]
[JsonSerializable(typeof(CreateModelOutput))]
[JsonSerializable(typeof(ListModelsInput))]
[JsonSerializable(typeof(ListModelsOutput))]
[JsonSerializable(typeof(DeleteModelPackageInput))]
[JsonSerializable(typeof(ModelPackageOutput))]
[JsonSerializable(typeof(CreateModelPackageGroupInput))]
[JsonSerializable(typeof(ModelPackageGroupOutput))]
[JsonSerializable(typeof(DescribeModelPackageGroupInput))]
[JsonSerializable(typeof(DescribeModelPackageGroupOutput))]
[JsonSerializable(typeof(ListModelPackageGroupsInput))]
[JsonSerializable(typeof(ListModelPackageGroupsOutput))]
[JsonSerializable(typeof(BatchDescribeModelPackageInput))]
[JsonSerializable(typeof(BatchDescribeModelPackageOutput))]
[JsonSerializable(typeof(ExperimentInput))]
[JsonSerializable(typeof(TrialInput))]
[JsonSerializable(typeof(TrialComponentInput))]
[JsonSerializable(typeof(TrialMemberInput))]
[JsonSerializable(typeof(ExperimentOutput))]
[JsonSerializable(typeof(TrialOutput))]
[JsonSerializable(typeof(TrialComponentOutput))]
[JsonSerializable(typeof(TrialMemberOutput))]
[JsonSerializable(typeof(DescribeExperimentOutput))]
[JsonSerializable(typeof(DescribeTrialOutput))]
[JsonSerializable(typeof(DescribeTrialComponentOutput))]
[JsonSerializable(typeof(ListExperimentsInput))]
[JsonSerializable(typeof(ListExperimentsOutput))]
[JsonSerializable(typeof(ListTrialsInput))]
[JsonSerializable(typeof(ListTrialsOutput))]
[JsonSerializable(typeof(ListTrialComponentsInput))]
[JsonSerializable(typeof(ListTrialComponentsOutput))]
internal sealed partial class WireJson : JsonSerializerContext
{
    // Relaxed escaping: a definition is one long string full of quotes, and people read these answers.
    private static readonly WireJson Wire = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TimestampJson() },
    });

    /// <summary>How a shape is read and written.</summary>
    public static JsonTypeInfo<T> TypeInfo<T>() =>
        Wire.GetTypeInfo(typeof(T)) as JsonTypeInfo<T> ?? throw new System.Diagnostics.UnreachableException($"{typeof(T).Name} is missing in WireJson.");
}

/// <summary>Timestamps: epoch seconds with milliseconds; ISO 8601 is read too.</summary>
internal sealed class TimestampJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return AwsTimestamp.Read(document.RootElement) ?? throw new JsonException("expected a timestamp: seconds since 1970, or ISO 8601");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(AwsTimestamp.ToEpochSeconds(value));
}
