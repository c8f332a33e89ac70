using Refrain.Core.Definitions;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Unavailable;

namespace Refrain.Core.Tests.Steps.Unavailable;

public sealed class UnavailableStepTypesTests
{
    [Theory]
    [InlineData("'Type':'Lambda','FunctionArn':'arn','OutputParameters':[{'OutputName':'a','OutputType':'Float'}],'Arguments':{'s':'x','n':1,'b':true,'z':null,'e':{'Get':'Execution.PipelineName'}}")]
    [InlineData("'Type':'Lambda','FunctionArn':{'Get':'Execution.PipelineName'},'OutputParameters':null,'Arguments':null")]
    [InlineData("'Type':'Callback','SqsQueueUrl':'https://q','OutputParameters':[],'Arguments':{}")]
    [InlineData("'Type':'QualityCheck','CheckType':'MODEL_QUALITY','SkipCheck':false,'FailOnViolation':null,'RegisterNewBaseline':{'Get':'Execution.PipelineName'},'ModelPackageGroupName':null,'SuppliedBaselineStatistics':'s3://b/s','SuppliedBaselineConstraints':null,'Arguments':{}")]
    [InlineData("'Type':'ClarifyCheck','CheckType':'DATA_BIAS','ModelName':'m','Arguments':{}")]
    [InlineData("'Type':'ClarifyCheck','CheckType':{'Get':'Execution.PipelineName'},'Arguments':{}")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':'j-1','ExecutionRoleArn':'r','StepConfig':{'Name':'n','ActionOnFailure':'CONTINUE','HadoopJarStep':{'Jar':'j','Args':['a'],'MainClass':'m','Properties':[{'Key':'k','Value':'v'}]}}}")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterConfig':{'ReleaseLabel':'emr-7','Instances':{'InstanceFleets':[{}]}},'StepConfig':{'HadoopJarStep':{'Jar':'j'}}}")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':{'Get':'Execution.PipelineName'},'StepConfig':{'Get':'Execution.PipelineName'}}")]
    [InlineData("'Type':'Lineage','Arguments':{'Actions':[{'ActionName':'a'}],'Contexts':null}")]
    [InlineData("'Type':'EMRServerless','Arguments':{'anything':[{'goes':1}]}")]
    [InlineData("'Type':'BedrockModelImport','Arguments':{'anything':[{'goes':1}]}")]
    [InlineData("'Type':'Tuning','Arguments':{'HyperParameterTuningJobName':'prefix','TrainingJobDefinitions':[{'StaticHyperParameters':{'a':'1'}}]}")]
    [InlineData("'Type':'InferenceComponent','Arguments':{'EndpointName':'e','RuntimeConfig':{'CopyCount':1}}")]
    public void A_step_as_AWS_takes_it_is_taken(string members) => Assert.Equal([], Problems(members));

    [Theory]
    [InlineData("'Type':'Lambda'", "FunctionArn", "A step of type Lambda needs FunctionArn.")]
    [InlineData("'Type':'Lambda','FunctionArn':5", "FunctionArn", "Expecting a Json String.")]
    [InlineData("'Type':'Lambda','FunctionArn':'f','SqsQueueUrl':'q'", "SqsQueueUrl", "Cannot parse object, unknown property 'SqsQueueUrl'.")]
    [InlineData("'Type':'Lambda','FunctionArn':'f','Arguments':{'x':{'y':1}}", "Arguments.x", "The arguments of a step of type Lambda are a flat map, and 'x' is not one value.")]
    [InlineData("'Type':'Callback','SqsQueueUrl':'q','Arguments':{'x':[1]}", "Arguments.x", "The arguments of a step of type Callback are a flat map, and 'x' is not one value.")]
    [InlineData("'Type':'Callback'", "SqsQueueUrl", "A step of type Callback needs SqsQueueUrl.")]
    [InlineData("'Type':'Lambda','FunctionArn':'f','OutputParameters':{}", "OutputParameters", "Expecting start of Json Array.")]
    [InlineData("'Type':'Lambda','FunctionArn':'f','OutputParameters':['x']", "OutputParameters[0]", "Expecting start of Json Object.")]
    [InlineData("'Type':'Lambda','FunctionArn':'f','OutputParameters':[{'OutputType':'String'}]", "OutputParameters[0].OutputName", "An output parameter needs a name.")]
    [InlineData("'Type':'Lambda','FunctionArn':'f','OutputParameters':[{'OutputName':'a','OutputType':'Text'}]", "OutputParameters[0].OutputType", "Model Validation failed: Value 'Text' for 'OutputType' failed to satisfy enum value set: [String, Integer, Boolean, Float]")]
    [InlineData("'Type':'Lambda','FunctionArn':'f','OutputParameters':[{'OutputName':'a','OutputType':'String','X':1}]", "OutputParameters[0].X", "Cannot parse object, unknown property 'X'.")]
    [InlineData("'Type':'Lambda','FunctionArn':'f','OutputParameters':[{'OutputName':'a','OutputType':'String'},{'OutputName':'a','OutputType':'Float'}]", "OutputParameters[1].OutputName", "Output parameter 'a' is declared twice.")]
    [InlineData("'Type':'QualityCheck','CheckType':'DATA_BIAS'", "CheckType", "Model Validation failed: Value 'DATA_BIAS' for 'CheckType' failed to satisfy enum value set: [DATA_QUALITY, MODEL_QUALITY]")]
    [InlineData("'Type':'ClarifyCheck','SkipCheck':'no'", "SkipCheck", "Expecting a Json Boolean.")]
    [InlineData("'Type':'ClarifyCheck','Arguments':{'RoleArm':'x'}", "Arguments.RoleArm", "Unknown Argument member 'RoleArm'")]
    [InlineData("'Type':'Processing','CheckType':'DATA_BIAS'", "CheckType", "Cannot parse object, unknown property 'CheckType'.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':'j'}", "Arguments.StepConfig", "Expecting start of Json Object.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':'j','StepConfig':{}}", "Arguments.StepConfig.HadoopJarStep", "Expecting start of Json Object.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':'j','StepConfig':{'HadoopJarStep':{}}}", "Arguments.StepConfig.HadoopJarStep.Jar", "A HadoopJarStep needs a Jar.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':'j','StepConfig':{'HadoopJarStep':{'Jar':'j','Args':'a'}}}", "Arguments.StepConfig.HadoopJarStep.Args", "Expecting start of Json Array.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':'j','StepConfig':{'HadoopJarStep':{'Jar':'j','Properties':[1]}}}", "Arguments.StepConfig.HadoopJarStep.Properties[0]", "Expecting start of Json Object.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':'j','StepConfig':{'HadoopJarStep':{'Jar':'j','Jars':1}}}", "Arguments.StepConfig.HadoopJarStep.Jars", "Unknown Argument member 'Jars'")]
    [InlineData("'Type':'EMR','Arguments':{'StepConfig':{'HadoopJarStep':{'Jar':'j'}}}", "Arguments", "An EMR step needs either ClusterId or ClusterConfig.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterId':'j','ClusterConfig':{'Instances':{'InstanceGroups':[]}},'StepConfig':{'HadoopJarStep':{'Jar':'j'}}}", "Arguments", "An EMR step needs either ClusterId or ClusterConfig.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterConfig':{'Instances':{}},'StepConfig':{'HadoopJarStep':{'Jar':'j'}}}", "Arguments.ClusterConfig.Instances", "A cluster needs either InstanceGroups or InstanceFleets.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterConfig':{},'StepConfig':{'HadoopJarStep':{'Jar':'j'}}}", "Arguments.ClusterConfig.Instances", "Expecting start of Json Object.")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterConfig':{'Steps':[],'Instances':{'InstanceGroups':[]}},'StepConfig':{'HadoopJarStep':{'Jar':'j'}}}", "Arguments.ClusterConfig.Steps", "Unknown Argument member 'Steps'")]
    [InlineData("'Type':'EMR','Arguments':{'ClusterConfig':{'Instances':{'InstanceGroups':[],'TerminationProtected':true}},'StepConfig':{'HadoopJarStep':{'Jar':'j'}}}", "Arguments.ClusterConfig.Instances.TerminationProtected", "Unknown Argument member 'TerminationProtected'")]
    [InlineData("'Type':'EMR','Arguments':{'ExecutionRoleArn':'r','ClusterConfig':{'Instances':{'InstanceGroups':[]}},'StepConfig':{'HadoopJarStep':{'Jar':'j'}}}", "Arguments.ExecutionRoleArn", "An ExecutionRoleArn goes with a ClusterId only.")]
    [InlineData("'Type':'EMR','Arguments':{'Bogus':1,'ClusterId':'j','StepConfig':{'HadoopJarStep':{'Jar':'j'}}}", "Arguments.Bogus", "Unknown Argument member 'Bogus'")]
    [InlineData("'Type':'Lineage','Arguments':{}", "Arguments", "A Lineage step needs something to record.")]
    [InlineData("'Type':'Lineage','Arguments':{'Actions':{}}", "Arguments.Actions", "Expecting start of Json Array.")]
    [InlineData("'Type':'Lineage','Arguments':{'Actions':[1]}", "Arguments.Actions[0]", "Expecting start of Json Object.")]
    [InlineData("'Type':'Lineage','Arguments':{'Actions':[],'Action':1}", "Arguments.Action", "Unknown Argument member 'Action'")]
    [InlineData("'Type':'AutoML','Arguments':{'InputDataConfig':{}}", "Arguments.InputDataConfig", "Expecting start of Json Array.")]
    [InlineData("'Type':'Endpoint','Arguments':{'DeploymentConfig':{}}", "Arguments.DeploymentConfig", "Unknown Argument member 'DeploymentConfig'")]
    public void A_step_that_is_not_right_is_refused(string members, string path, string message)
    {
        var problem = Assert.Single(Problems(members));

        Assert.Equal(($"$.Steps[0].{path}", message), (problem.Path, problem.Message));
        Assert.NotEqual("", problem.Expected);
    }

    [Fact]
    public void The_members_of_another_type_may_be_null() =>
        Assert.Equal([], Problems("'Type':'Training','FunctionArn':null,'CheckType':null,'SqsQueueUrl':null,'OutputParameters':null,'Arguments':{}"));

    [Fact]
    public void Output_parameters_have_limits()
    {
        string Outputs(int count) => $"'Type':'Lambda','FunctionArn':'f','OutputParameters':[{string.Join(',', Enumerable.Range(0, count).Select(index => $"{{'OutputName':'o{index}','OutputType':'String'}}"))}]";

        Assert.Equal([], Problems(Outputs(50)));
        Assert.Equal("The step has 51 output parameters.", Assert.Single(Problems(Outputs(51))).Message);
        Assert.Equal([], Problems(Outputs(51), Limits.Default with { OutputParameters = 51 }));
    }

    [Fact]
    public void Every_type_of_AWSs_is_known_and_says_why_it_is_not_run() =>
        Assert.All(UnavailableStepTypes.All, type =>
        {
            Assert.Same(type, StepTypes.Find(type.Name));
            Assert.Contains(type.Name, type.Reason, StringComparison.Ordinal);
        });

    private static ValueList<Diagnostic> Problems(string members, Limits? limits = null) =>
        DefinitionReader.Read($"{{'Steps':[{{'Name':'A',{members}}}]}}".Replace('\'', '"'), limits ?? Limits.Default).Problems;
}
