using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Transform;

namespace Refrain.Core.Tests.Steps.Transform;

public sealed class TransformStepTypeTests
{
    private const string Arguments = """
        {"ModelName":"m","TransformInput":{"DataSource":{"S3DataSource":{"S3DataType":"S3Prefix","S3Uri":"s3://b/in/batch"}},"ContentType":"text/csv","SplitType":"Line"},
         "TransformOutput":{"S3OutputPath":"s3://b/out","Accept":"text/csv","AssembleWith":"Line"},"TransformResources":{"InstanceCount":1,"InstanceType":"ml.m5.xlarge"},
         "BatchStrategy":"SingleRecord","MaxConcurrentTransforms":2,"MaxPayloadInMB":6,"Environment":{"A":"job","C":"job"},
         "ModelClientConfig":{"InvocationsTimeoutInSeconds":30,"InvocationsMaxRetries":1},"DataProcessing":{"InputFilter":"$[1:]","OutputFilter":"$[0,-1]","JoinSource":"Input"},
         "Tags":[{"Key":"k","Value":"v"}]}
        """;

    private const string Model = """
        {"Containers":[
          {"Image":"sagemaker-xgboost:1.5-1","Environment":{"A":"model","B":"model"},"ModelData":{"S3Uri":"s3://b/m/model.tar.gz","S3DataType":"S3Prefix","CompressionType":"Gzip"}},
          {"Image":"sagemaker-scikit-learn:1.2-1","Environment":{},"ModelData":{"S3Uri":"s3://b/n/","S3DataType":"S3Prefix","CompressionType":"None"},"Code":{"S3Uri":"s3://b/c.tar.gz","S3DataType":"S3Prefix","CompressionType":"Gzip"}}],
         "EnableNetworkIsolation":true}
        """;

    private static readonly TransformStepType Type = new();

    [Fact]
    public void A_transform_job_is_asked_for_as_reviewed() =>
        Golden.Check("steps/Transform.spec.json", Json.Pretty(JsonSerializer.Serialize(Type.Spec(Request()), StoredJson.Default.JobSpec)));

    [Fact]
    public void A_transform_job_is_described_as_reviewed() => Golden.Check(
        "steps/Transform.describe.json",
        Json.Pretty(Type.Describe(Request(), new JobProgress(ClassicRun.Created, ClassicRun.Created.AddSeconds(9), JobStatus.Completed, ClassicRun.Ended(new JobOutcome.Exited(0)), null)).Text));

    [Fact]
    public void Data_and_code_of_the_model_are_staged_with_the_input() => Assert.Equal(
        [
            new InputRequest("input", "s3://b/in/batch", "S3Prefix", "/opt/ml/transform/input", false),
            new InputRequest("model", "s3://b/m/model.tar.gz", "S3Prefix", "/opt/ml/transform/model-1", false),
            new InputRequest("model-2", "s3://b/n/", "S3Prefix", "/opt/ml/model-2", false),
            new InputRequest("code-2", "s3://b/c.tar.gz", "S3Prefix", "/opt/ml/transform/code-2", true),
        ],
        Type.Inputs(Json.Of(Arguments), new RawJson(Model)));

    [Theory]
    [InlineData("s3://b/in/batch", "S3Prefix", "a.csv b/c.csv", "batch")] // a folder named without its slash
    [InlineData("s3://b/in/batch/", "S3Prefix", "a.csv b/c.csv", "")]
    [InlineData("s3://b/in/batch.csv", "S3Prefix", "batch.csv", "")] // an object
    [InlineData("s3://b/in/batch", "S3Prefix", "batch-1.csv batch-2/c.csv", "")] // the beginning of names
    [InlineData("s3://b/in/list", "ManifestFile", "a.csv", "")]
    public void A_folder_without_its_slash_stays_in_the_names_of_the_outputs(string place, string dataType, string staged, string prefix)
    {
        var arguments = Json.Of(Arguments.Replace("s3://b/in/batch", place, StringComparison.Ordinal).Replace("\"S3DataType\":\"S3Prefix\"", $"\"S3DataType\":\"{dataType}\"", StringComparison.Ordinal));

        Assert.Equal(prefix, Type.Spec(Request(arguments, staged.Split(' '))).Transform?.KeyPrefix);
    }

    [Theory]
    [InlineData("'MaxConcurrentTransforms':2,'MaxPayloadInMB':60", "MaxPayloadInMB")]
    [InlineData("'MaxPayloadInMB':101", "MaxPayloadInMB")]
    [InlineData("'TransformOutput':{'S3OutputPath':'/local'}", "TransformOutput.S3OutputPath")]
    [InlineData("'TransformInput':{'DataSource':{'S3DataSource':{'S3Uri':'s3://b/x','S3DataType':'AugmentedManifestFile'}}}", "TransformInput.DataSource.S3DataSource.S3DataType")]
    [InlineData("'ModelName':null", "ModelName")]
    [InlineData("'BatchStrategy':'All'", "BatchStrategy")]
    public void Resolved_arguments_are_checked(string members, string path)
    {
        var problems = new List<Diagnostic>();

        Type.CheckArguments(Json.Loose($"{{{members}}}"), Limits.Default, problems.Add);

        Assert.Contains($"Arguments.{path}", problems.Select(problem => problem.Path));
    }

    [Fact]
    public void The_reviewed_arguments_are_right()
    {
        var problems = new List<Diagnostic>();

        Type.CheckArguments(Json.Of(Arguments), Limits.Default, problems.Add);

        Assert.Equal([], problems);
    }

    private static JobRequest Request(JsonElement? arguments = null, params string[] staged)
    {
        var definition = DefinitionReader.Read("""{"Version":"2020-12-01","Steps":[{"Name":"Score","Type":"Transform","Arguments":{}}]}""", Limits.Default).Definition
            ?? throw new InvalidOperationException("The definition is refused.");
        var entries = (staged.Length == 0 ? ["rows.csv"] : staged).Select(path => new ManifestEntry(path, "0a", 1)).ToValueList();
        const string Name = "pipelines-abcdefghijkl-Score-0123456789";
        return new JobRequest(
            definition[new StepName("Score")], arguments ?? Json.Of(Arguments), Name, $"arn:aws:sagemaker:eu-central-1:123456789012:transform-job/{Name}",
            [new JobInput("input", TransformWork.InputFolder, new ContentManifest(entries))], new RawJson(Model));
    }
}
