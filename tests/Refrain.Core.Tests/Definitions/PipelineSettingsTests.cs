using Refrain.Core.Definitions;

namespace Refrain.Core.Tests.Definitions;

public sealed class PipelineSettingsTests
{
    [Theory]
    [InlineData("'Metadata':{'a-Key_1':'text','b':'','c':null}")]
    [InlineData("'PipelineExperimentConfig':{'ExperimentName':'e','TrialName':{'Std:Join':{'Values':['t-',{'Get':'Execution.PipelineExecutionId'}]}}}")]
    [InlineData("'PipelineExperimentConfig':{'ExperimentName':null}")]
    [InlineData("'MlflowConfig':{'MlflowResourceArn':'arn','MlflowExperimentName':null}")]
    [InlineData("'Parameters':[{'Name':'P'}],'MlflowConfig':{'MlflowExperimentName':{'Get':'Parameters.P'}}")]
    public void What_SDKs_write_beside_the_steps_is_taken(string members) => Assert.Equal([], Problems(members));

    [Theory]
    [InlineData("'Metadata':[]", "Metadata", "Expecting start of Json Object.")]
    [InlineData("'Metadata':{'a key':'x'}", "Metadata.a key", "The key 'a key' of the Metadata is not a key.")]
    [InlineData("'Metadata':{'a':1}", "Metadata.a", "Expecting a Json String.")]
    [InlineData("'Metadata':{'a':{'Get':'Execution.PipelineName'}}", "Metadata.a", "Expecting a Json String.")]
    [InlineData("'PipelineExperimentConfig':{'Name':'x'}", "PipelineExperimentConfig.Name", "Cannot parse object, unknown property 'Name'.")]
    [InlineData("'PipelineExperimentConfig':{'TrialName':5}", "PipelineExperimentConfig.TrialName", "Expecting a Json String.")]
    [InlineData("'PipelineExperimentConfig':{'TrialName':{'Get':'Nope'}}", "PipelineExperimentConfig.TrialName.Get", "The reference 'Nope' cannot be read: it must begin with Parameters., Execution., PipelineExperimentConfig. or Steps..")]
    [InlineData("'PipelineExperimentConfig':{'TrialName':{'Std:JsonGet':{'S3Uri':'s3://b/k','Path':'a'}}}", "PipelineExperimentConfig.TrialName", "The experiment configuration cannot read objects of the store.")]
    [InlineData("'MlflowConfig':[]", "MlflowConfig", "Expecting start of Json Object.")]
    [InlineData("'MlflowConfig':{'MlflowRunName':'x'}", "MlflowConfig.MlflowRunName", "Cannot parse object, unknown property 'MlflowRunName'.")]
    [InlineData("'MlflowConfig':{'MlflowResourceArn':{'Get':'Parameters.P'}}", "MlflowConfig.MlflowResourceArn", "Parameter 'P' is referenced but not declared.")]
    [InlineData("'MlflowConfig':{'MlflowResourceArn':{'Get':'Steps.A.B'}}", "MlflowConfig.MlflowResourceArn", "The MLflow configuration refers to step 'A'; it is evaluated before any step runs.")]
    public void What_is_not_right_is_refused(string members, string path, string message)
    {
        var problem = Assert.Single(Problems(members));

        Assert.Equal(($"$.{path}", message), (problem.Path, problem.Message));
        Assert.NotEqual("", problem.Expected);
    }

    [Fact]
    public void Metadata_has_limits()
    {
        var metadata = $"'Metadata':{{'{new string('k', 129)}':'x','k':'{new string('v', 1025)}'}}";

        Assert.Equal([$"$.Metadata.{new string('k', 129)}", "$.Metadata.k"], Problems(metadata).Select(problem => problem.Path));
        Assert.Equal([], Problems(metadata, Limits.Default with { MetadataKeyCharacters = 129, MetadataValueCharacters = 1025 }));
    }

    private static ValueList<Diagnostic> Problems(string members, Limits? limits = null) =>
        DefinitionReader.Read($"{{{members},'Steps':[]}}".Replace('\'', '"'), limits ?? Limits.Default).Problems;
}
