using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Tests.Steps.Shapes;

public sealed class ArgumentShapeTests
{
    private const string Good =
        """
        {'ProcessingResources':{'ClusterConfig':{'InstanceCount':1,'InstanceType':'ml.new.type','VolumeSizeInGB':30}},'AppSpecification':{'ImageUri':'i'},
         'RoleArn':'arn:aws:iam::123456789012:role/r'}
        """;

    [Theory]
    [InlineData("{}")]
    [InlineData("{'ProcessingInputs':null,'Environment':{'A':null}}")]
    [InlineData("{'ProcessingResources':{'ClusterConfig':{'InstanceCount':{'Get':'Parameters.N'}}}}")]
    [InlineData("{'ProcessingResources':{'Get':'Parameters.N'},'ProcessingInputs':{'Get':'Parameters.N'},'Environment':{'Std:Join':{'Values':[]}}}")]
    [InlineData("{'ProcessingInputs':[{'Get':'Parameters.N'},{'InputName':'x'}]}")]
    [InlineData("{'ProcessingResources':{'ClusterConfig':{'InstanceCount':'2','VolumeSizeInGB':' 30'}}}")]
    [InlineData("{'Environment':{'N':1,'B':true},'AppSpecification':{'ContainerArguments':['--n',5]}}")]
    [InlineData("{'NetworkConfig':{'EnableNetworkIsolation':true}}")]
    [InlineData("{'ProcessingJobName':'my-prefix'}")]
    public void Arguments_as_they_may_be_authored_have_no_problem(string arguments) => Assert.Equal([], Structure(ArgumentShape.ProcessingJob, arguments));

    [Theory]
    [InlineData("{'Bogus':1}", "Bogus", "Unknown Argument member 'Bogus'")]
    [InlineData("{'Get':'Parameters.All'}", "Get", "Unknown Argument member 'Get'")]
    [InlineData("{'ProcessingResources':{'ClusterConfig':{'Count':1}}}", "ProcessingResources.ClusterConfig.Count", "Unknown Argument member 'Count'")]
    [InlineData("{'ProcessingInputs':[{},{'S3Input':{'S3Url':'x'}}]}", "ProcessingInputs[1].S3Input.S3Url", "Unknown Argument member 'S3Url'")]
    [InlineData("{'ProcessingInputs':[{'Get':'x','InputName':'y'}]}", "ProcessingInputs[0].Get", "Unknown Argument member 'Get'")]
    [InlineData("{'ProcessingInputs':{}}", "ProcessingInputs", "Expecting start of Json Array.")]
    [InlineData("{'ProcessingInputs':'x'}", "ProcessingInputs", "Expecting start of Json Array.")]
    [InlineData("{'ProcessingResources':[]}", "ProcessingResources", "Expecting start of Json Object.")]
    [InlineData("{'ProcessingResources':'x'}", "ProcessingResources", "Expecting start of Json Object.")]
    [InlineData("{'Environment':[]}", "Environment", "Expecting start of Json Object.")]
    [InlineData("{'Environment':{'A':{}}}", "Environment.A", "Expecting a Json String.")]
    [InlineData("{'RoleArn':['x']}", "RoleArn", "Expecting a Json String.")]
    [InlineData("{'ProcessingResources':{'ClusterConfig':{'InstanceCount':'two'}}}", "ProcessingResources.ClusterConfig.InstanceCount", "Expecting a Json Number.")]
    [InlineData("{'ProcessingResources':{'ClusterConfig':{'InstanceCount':true}}}", "ProcessingResources.ClusterConfig.InstanceCount", "Expecting a Json Number.")]
    [InlineData("{'NetworkConfig':{'EnableNetworkIsolation':'true'}}", "NetworkConfig.EnableNetworkIsolation", "Expecting a Json Boolean.")]
    public void Unknown_members_and_wrong_kinds_are_found_without_any_value(string arguments, string path, string message)
    {
        var problem = Assert.Single(Structure(ArgumentShape.ProcessingJob, arguments));

        Assert.Equal(($"$.Arguments.{path}", message), (problem.Path, problem.Message));
        Assert.NotEqual("", problem.Expected);
    }

    [Fact]
    public void What_a_pipeline_does_not_take_is_an_unknown_member()
    {
        Assert.Equal("Unknown Argument member 'ModelPackageName'", Assert.Single(Structure(ArgumentShape.ModelPackage, "{'ModelPackageName':'x','ModelPackageGroupName':'g'}")).Message);
        Assert.Equal("Unknown Argument member 'CertifyForMarketplace'", Assert.Single(Structure(ArgumentShape.ModelPackage, "{'CertifyForMarketplace':false}")).Message);
        Assert.Equal([], Structure(ArgumentShape.ModelPackage, "{'ModelPackageName':null}"));
        Assert.Equal(
            ["Unknown Argument member 'DataCaptureConfig'", "Unknown Argument member 'ExplainerConfig'"],
            Structure(ArgumentShape.EndpointConfig, "{'DataCaptureConfig':{},'ExplainerConfig':{}}").Select(problem => problem.Message));
        Assert.Equal("Unknown Argument member 'DeploymentConfig'", Assert.Single(Structure(ArgumentShape.Endpoint, "{'DeploymentConfig':{}}")).Message);
    }

    [Fact]
    public void Resolved_arguments_that_are_right_have_no_problem_and_need_no_job_name() => Assert.Equal([], Values(Good));

    [Theory]
    [InlineData("'AppSpecification':null", "AppSpecification", "Model Validation failed: Value null at 'AppSpecification' failed to satisfy constraint: Member must not be null")]
    [InlineData("'ProcessingResources':{}", "ProcessingResources.ClusterConfig", "Model Validation failed: Value null at 'ClusterConfig' failed to satisfy constraint: Member must not be null")]
    [InlineData(
        "'ProcessingInputs':[{'InputName':'x','S3Input':{'S3Uri':'s3://b/k','S3DataType':'S3Prefix','S3InputMode':'FastFile'}}]",
        "ProcessingInputs[0].S3Input.S3InputMode",
        "Model Validation failed: Value 'FastFile' for 'ProcessingS3InputMode' failed to satisfy enum value set: [Pipe, File]")]
    [InlineData(
        "'ProcessingJobName':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
        "ProcessingJobName",
        "Model Validation failed: string 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' with length=91 cannot be greater than max=63.0 defined for ProcessingJobName.")]
    [InlineData("'RoleArn':'r'", "RoleArn", "Model Validation failed: string 'r' with length=1 cannot be less than min=20.0 defined for RoleArn.")]
    [InlineData(
        "'RoleArn':'arn:aws:iam::12345678901:role/r'",
        "RoleArn",
        @"Model Validation failed: Value 'arn:aws:iam::12345678901:role/r' for 'RoleArn' failed to satisfy regular expression pattern: arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+")]
    [InlineData(
        "'ProcessingResources':{'ClusterConfig':{'InstanceCount':0,'InstanceType':'t','VolumeSizeInGB':1}}",
        "ProcessingResources.ClusterConfig.InstanceCount",
        "Model Validation failed: number 0 cannot be less than min=1.0 defined for ProcessingInstanceCount.")]
    [InlineData(
        "'ProcessingResources':{'ClusterConfig':{'InstanceCount':1.5,'InstanceType':'t','VolumeSizeInGB':1}}",
        "ProcessingResources.ClusterConfig.InstanceCount",
        "Expecting a Json Number, found 1.5.")]
    [InlineData("'AppSpecification':{'ImageUri':'i','ContainerArguments':[]}", "AppSpecification.ContainerArguments", "Model Validation failed: list [0 elements] with size=0 cannot be less than min=1.0 defined for ContainerArguments.")]
    [InlineData("'AppSpecification':{'ImageUri':['i']}", "AppSpecification.ImageUri", "Expecting a Json String, found ['i'].")]
    [InlineData("'AppSpecification':'i'", "AppSpecification", "Expecting start of Json Object.")]
    [InlineData("'Environment':{'1':'x'}", "Environment.1", "Model Validation failed: Value '1' for 'ProcessingEnvironmentKey' failed to satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]*")]
    public void Values_are_checked_when_they_are_known(string changed, string path, string message)
    {
        var name = changed.Split('\'')[1];
        var problem = Assert.Single(Values(Replace(Good, name, changed)));

        Assert.Equal(($"Arguments.{path}", message.Replace("['i']", "[\"i\"]", StringComparison.Ordinal)), (problem.Path, problem.Message));
        Assert.NotEqual("", problem.Expected);
    }

    [Theory]
    [InlineData("'ProcessingResources':{'ClusterConfig':{'InstanceCount':'2','InstanceType':'t','VolumeSizeInGB':'30'}}")]
    [InlineData("'Environment':{'N':5,'B':true}")]
    [InlineData("'Tags':[]")]
    [InlineData("'ExperimentConfig':{}")]
    public void A_number_may_be_a_text_and_a_text_a_number(string changed) => Assert.Equal([], Values(Replace(Good, changed.Split('\'')[1], changed)));

    [Theory]
    [InlineData("processing-environment", "'Environment':{'A':'1','B':'2','C':'3'}", "Environment", "Model Validation failed: map {3 entries} with size=3 cannot be greater than max=2.0 defined for ProcessingEnvironmentMap.")]
    [InlineData("processing-environment-value-characters", "'Environment':{'A':'123'}", "Environment.A", "Model Validation failed: string '123' with length=3 cannot be greater than max=2.0 defined for ProcessingEnvironmentValue.")]
    [InlineData("processing-inputs", "'ProcessingInputs':[{'InputName':'a'},{'InputName':'b'},{'InputName':'c'}]", "ProcessingInputs", "Model Validation failed: list [3 elements] with size=3 cannot be greater than max=2.0 defined for ProcessingInputs.")]
    [InlineData("processing-outputs", "'ProcessingOutputConfig':{'Outputs':[{'OutputName':'a'},{'OutputName':'b'},{'OutputName':'c'}]}", "ProcessingOutputConfig.Outputs", "Model Validation failed: list [3 elements] with size=3 cannot be greater than max=2.0 defined for ProcessingOutputs.")]
    [InlineData("tags", "'Tags':[{'Key':'a','Value':''},{'Key':'b','Value':''},{'Key':'c','Value':''}]", "Tags", "Model Validation failed: list [3 elements] with size=3 cannot be greater than max=2.0 defined for TagList.")]
    public void The_servers_limit_counts_not_the_models(string limit, string changed, string path, string message)
    {
        var arguments = Replace(Good, changed.Split('\'')[1], changed);

        Assert.Equal([], Values(arguments));
        var problem = Assert.Single(Values(arguments, Limits.Default.With(limit, 2)));
        Assert.Equal(($"Arguments.{path}", message), (problem.Path, problem.Message));
    }

    [Fact]
    public void A_raised_limit_lets_more_in_than_AWS_does()
    {
        var arguments = Replace(Good, "ProcessingInputs", $"'ProcessingInputs':[{string.Join(',', Enumerable.Range(0, 11).Select(index => $"{{'InputName':'i{index}'}}"))}]");

        Assert.Equal("Arguments.ProcessingInputs", Assert.Single(Values(arguments)).Path);
        Assert.Equal([], Values(arguments, Limits.Default with { ProcessingInputs = 11 }));
    }

    [Fact]
    public void Numbers_that_expressions_put_where_texts_belong_become_texts()
    {
        var arguments = ArgumentShape.TrainingJob.WithTexts(Json.Loose(
            """
            {'HyperParameters':{'eta':0.20,'rounds':120,'flag':true,'text':'x'},'Environment':{'N':1e3},'ResourceConfig':{'InstanceCount':2},
             'AlgorithmSpecification':{'ContainerArguments':['--n',5],'ContainerEntrypoint':['a',1.5],'EnableSageMakerMetricsTimeSeries':true},
             'Tags':[{'Key':'k','Value':7}],'Nothing':null,'Unknown':{'A':1}}
            """));

        Assert.Equal(
            ("{'HyperParameters':{'eta':'0.20','rounds':'120','flag':'true','text':'x'},'Environment':{'N':'1000'},'ResourceConfig':{'InstanceCount':2},"
            + "'AlgorithmSpecification':{'ContainerArguments':['--n','5'],'ContainerEntrypoint':['a','1.5'],'EnableSageMakerMetricsTimeSeries':true},"
            + "'Tags':[{'Key':'k','Value':'7'}],'Nothing':null,'Unknown':{'A':1}}").Replace('\'', '"'),
            arguments.GetRawText());
    }

    // The good arguments with one member changed or added.
    private static string Replace(string arguments, string name, string member)
    {
        var kept = Json.Loose(arguments).EnumerateObject().Where(one => one.Name != name).Select(one => $"'{one.Name}':{one.Value.GetRawText().Replace('"', '\'')}");
        return $"{{{string.Join(',', kept.Append(member))}}}";
    }

    private static ValueList<Diagnostic> Structure(ArgumentShape shape, string arguments)
    {
        var problems = new List<Diagnostic>();
        shape.CheckStructure(Json.Loose(arguments), "$.Arguments", problems.Add);
        return problems.ToValueList();
    }

    private static ValueList<Diagnostic> Values(string arguments, Limits? limits = null)
    {
        var problems = new List<Diagnostic>();
        ArgumentShape.ProcessingJob.CheckValues(Json.Loose(arguments), limits ?? Limits.Default, problems.Add);
        return problems.ToValueList();
    }
}
