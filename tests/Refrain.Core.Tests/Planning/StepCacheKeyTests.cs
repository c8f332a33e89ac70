using System.Text.Json;
using Refrain.Core.Planning;

namespace Refrain.Core.Tests.Planning;

public sealed class StepCacheKeyTests
{
    // Every member that a Create request of the type may have and that the rules name, and one of each kind that they leave out.
    private const string Processing = "'AppSpecification':{'ImageUri':'i'},'Environment':{'E':'1'},'ProcessingInputs':[{'InputName':'in'}]";
    private const string Ignored = "'ProcessingResources':{'ClusterConfig':{}},'ProcessingOutputConfig':{},'StoppingCondition':{},'NetworkConfig':{},'RoleArn':'r','Tags':[],'ExperimentConfig':{}";
    private const string Tuned = "{'AlgorithmSpecification':{},'HyperParameterRanges':{},'InputDataConfig':[],'StaticHyperParameters':{},'TuningObjective':{},'RoleArn':'r','ResourceConfig':{}}";
    private const string Check = "'CheckType':'t','ModelName':'m','SkipCheck':false,'RegisterNewBaseline':true,'ModelPackageGroupName':'g','SuppliedBaselineConstraints':'c'";

    [Theory]
    [InlineData("Processing", "", Processing + "," + Ignored, "AppSpecification Environment ProcessingInputs")]
    [InlineData(
        "Training",
        "",
        "'AlgorithmSpecification':{},'CheckpointConfig':{},'DebugHookConfig':{},'DebugRuleConfigurations':[],'Environment':{},'HyperParameters':{},'InputDataConfig':[],'ProfilerConfig':{},'OutputDataConfig':{},'ResourceConfig':{}",
        "AlgorithmSpecification CheckpointConfig DebugHookConfig DebugRuleConfigurations Environment HyperParameters InputDataConfig")]
    [InlineData("Transform", "", "'DataProcessing':{},'Environment':{},'ModelName':'m','TransformInput':{},'TransformOutput':{},'TransformResources':{}", "DataProcessing Environment ModelName TransformInput")]
    [InlineData("Tuning", "", "'HyperParameterTuningJobConfig':{},'TrainingJobDefinition':" + Tuned + ",'WarmStartConfig':{}", "HyperParameterTuningJobConfig TrainingJobDefinition")]
    [InlineData("Tuning", "", "'HyperParameterTuningJobConfig':{},'TrainingJobDefinitions':[" + Tuned + "]", "HyperParameterTuningJobConfig TrainingJobDefinitions")]
    [InlineData("AutoML", "", "'AutoMLJobConfig':{'Mode':'AUTO','SecurityConfig':{}},'AutoMLJobObjective':{},'InputDataConfig':[],'ProblemType':'p','OutputDataConfig':{}", "AutoMLJobConfig AutoMLJobObjective InputDataConfig ProblemType")]
    [InlineData("ClarifyCheck", Check + ",'SuppliedBaselineStatistics':'s','FailOnViolation':true", Processing + "," + Ignored, "CheckType ModelName SkipCheck RegisterNewBaseline ModelPackageGroupName SuppliedBaselineConstraints AppSpecification Environment ProcessingInputs")]
    [InlineData("QualityCheck", Check + ",'SuppliedBaselineStatistics':'s'", Processing + "," + Ignored, "CheckType ModelName SkipCheck RegisterNewBaseline ModelPackageGroupName SuppliedBaselineConstraints SuppliedBaselineStatistics AppSpecification Environment ProcessingInputs")]
    [InlineData("EMR", "", "'ClusterId':'j','StepConfig':{},'ExecutionRoleArn':'r'", "ClusterId StepConfig")]
    [InlineData("EMR", "", "'ClusterConfig':{},'StepConfig':{}", "ClusterConfig StepConfig")]
    [InlineData("Lambda", "'FunctionArn':'f','OutputParameters':[],'DisplayName':'d'", "'x':1", "FunctionArn OutputParameters Arguments")]
    [InlineData("Callback", "'SqsQueueUrl':'q','OutputParameters':[]", "'x':1", "SqsQueueUrl OutputParameters Arguments")]
    public void A_key_has_the_attributes_of_its_type_and_no_others(string type, string step, string arguments, string expected) =>
        Assert.Equal(expected, string.Join(' ', Key(type, step, arguments).Components.Select(component => component.Name)));

    [Theory]
    [InlineData("Condition")]
    [InlineData("Fail")]
    [InlineData("Model")]
    [InlineData("RegisterModel")]
    [InlineData("EndpointConfig")]
    public void Other_types_have_no_key(string type)
    {
        Assert.Null(StepCacheKey.Of(type, Json(""), Json(Processing)));
        Assert.Null(StepCacheKey.OfContent(type, Json(""), Json(Processing), "job", []));
    }

    [Theory]
    [InlineData(Ignored)]
    [InlineData("'ProcessingResources':{'ClusterConfig':{'InstanceType':'ml.m5.large'}},'ProcessingOutputConfig':{'Outputs':[1]}")]
    public void What_is_not_in_the_list_does_not_count(string others) =>
        Assert.Equal(Key("Processing", "", Processing), Key("Processing", "'DisplayName':'d','CacheConfig':{}", $"{Processing},{others}"));

    [Theory]
    [InlineData("'Environment':{'A':'1','B':'2'}", "'Environment':{'B':'2','A':'1'}", true)]
    [InlineData("'Environment':{'A':'1','B':null}", "'Environment':{'A':'1'}", true)]
    [InlineData("'Environment':null", "'RoleArn':'r'", true)]
    [InlineData("'AppSpecification':{'ContainerArguments':['a','b']}", "'AppSpecification':{'ContainerArguments':['b','a']}", false)]
    [InlineData("'Environment':{'A':'1'}", "'Environment':{'A':'2'}", false)]
    [InlineData("'Environment':{}", "'RoleArn':'r'", false)]
    [InlineData("'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/1'}}]", "'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/2'}}]", false)]
    public void Members_have_no_order_nulls_are_absent_and_lists_have_an_order(string one, string other, bool equal) =>
        Assert.Equal(equal, Key("Processing", "", one).Digest == Key("Processing", "", other).Digest);

    [Theory]
    [InlineData("AlgorithmSpecification", false)]
    [InlineData("HyperParameterRanges", false)]
    [InlineData("InputDataConfig", false)]
    [InlineData("StaticHyperParameters", false)]
    [InlineData("TuningObjective", false)]
    [InlineData("RoleArn", true)]
    [InlineData("ResourceConfig", true)]
    public void Of_what_a_tuning_job_trains_five_members_count(string member, bool equal)
    {
        foreach (var place in new[] { "'TrainingJobDefinition':X", "'TrainingJobDefinitions':[X]" })
        {
            var (before, after) = ($"{{'{member}':'1'}}", $"{{'{member}':'2'}}");
            Assert.Equal(equal, Key("Tuning", "", place.Replace("X", before)).Digest == Key("Tuning", "", place.Replace("X", after)).Digest);
        }
    }

    [Fact]
    public void A_component_that_differs_is_told_and_only_it()
    {
        var (before, after) = (Key("Processing", "", Processing), Key("Processing", "", Processing.Replace("'E':'1'", "'E':'2'", StringComparison.Ordinal)));

        Assert.Equal(["Environment"], before.Components.Except(after.Components).Select(component => component.Name));
        Assert.NotEqual(before.Digest, after.Digest);
    }

    [Fact]
    public void Types_and_identities_do_not_share_keys()
    {
        var keys = new[] { Key("ClarifyCheck", "", Processing), Key("QualityCheck", "", Processing), Key("Processing", "", Processing), Content(Processing, "job") };

        Assert.Equal(4, keys.Select(key => key.Digest).Distinct().Count());
    }

    [Theory]
    [InlineData("'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/2026-01-01/x','LocalPath':'/in'}}]", "'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/2026-02-02/x','LocalPath':'/in'}}]", true)]
    [InlineData("'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/2026-01-01/x','LocalPath':'/in'}}]", "'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/2026-02-02/x','LocalPath':'/else'}}]", false)]
    [InlineData("'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/2026-01-01/x'}}]", "'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/other/x'}}]", false)]
    [InlineData("'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/2026-01-01/x'}}]", "'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/2026-01-01/x','S3DataType':'ManifestFile'}}]", false)]
    [InlineData("'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/unknown/1'}}]", "'ProcessingInputs':[{'S3Input':{'S3Uri':'s3://b/unknown/2'}}]", false)]
    [InlineData("'AppSpecification':{'ContainerEntrypoint':['python','/in/one.py']}", "'AppSpecification':{'ContainerEntrypoint':['python','/in/two.py']}", false)]
    public void By_content_an_input_counts_by_its_bytes_and_by_where_the_job_sees_them(string one, string other, bool equal) =>
        Assert.Equal(equal, Content(one, "job").Digest == Content(other, "job").Digest);

    [Fact]
    public void By_content_the_sources_of_a_script_count_by_their_bytes()
    {
        PlaceContent[] contents = [new("s3://b/1/sourcedir.tar.gz", "S3Prefix", "d1"), new("s3://b/2/sourcedir.tar.gz", "S3Prefix", "d1"), new("s3://b/3/sourcedir.tar.gz", "S3Prefix", "d2")];
        string? Digest(int number) => StepCacheKey.OfContent(
            "Training", Json(""), Json($"'HyperParameters':{{'sagemaker_submit_directory':'\\\"s3://b/{number}/sourcedir.tar.gz\\\"'}}"), "job", [.. contents])?.Digest;

        Assert.Equal(Digest(1), Digest(2));
        Assert.NotEqual(Digest(1), Digest(3));
    }

    [Fact]
    public void What_stands_for_the_image_is_in_the_key_only_where_something_does()
    {
        var alone = StepCacheKey.Of("Processing", Json(""), Json(Processing));

        Assert.Equal(alone, StepCacheKey.Of("Processing", Json(""), Json(Processing), runtime: null));
        Assert.Equal("ImageCatalogueEntry", StepCacheKey.Of("Processing", Json(""), Json(Processing), "r")?.Components[^1].Name);
        Assert.NotEqual(alone?.Digest, StepCacheKey.Of("Processing", Json(""), Json(Processing), "r")?.Digest);
    }

    [Fact]
    public void By_content_the_jobs_name_is_left_out_wherever_it_stands() =>
        Assert.Equal(
            Content("'Environment':{'JOB':'pipelines-1-A-x','PLACE':'s3://b/pipelines-1-A-x/y'}", "pipelines-1-A-x").Digest,
            Content("'Environment':{'JOB':'pipelines-2-A-z','PLACE':'s3://b/pipelines-2-A-z/y'}", "pipelines-2-A-z").Digest);

    private static StepCacheKey Key(string type, string step, string arguments) =>
        StepCacheKey.Of(type, Json(step), Json(arguments)) ?? throw new InvalidOperationException($"{type} has no key.");

    private static StepCacheKey Content(string arguments, string jobName)
    {
        PlaceContent[] contents =
        [
            new("s3://b/2026-01-01/x", "S3Prefix", "d1"), new("s3://b/2026-02-02/x", "S3Prefix", "d1"), new("s3://b/other/x", "S3Prefix", "d2"),
            new("s3://b/2026-01-01/x", "ManifestFile", "d3"),
        ];
        return StepCacheKey.OfContent("Processing", Json(""), Json(arguments), jobName, [.. contents]) ?? throw new InvalidOperationException("No key.");
    }

    private static JsonElement Json(string loose) => new RawJson($"{{{loose}}}".Replace('\'', '"')).Parse();
}
