using Refrain.Core.Definitions;

namespace Refrain.Core.Tests.Definitions;

public sealed class DefinitionRulesTests
{
    [Theory]
    [InlineData("A > B, B > C ?> D", "0>1 Data $.Steps[1].Arguments.AppSpecification.ContainerArguments[0], 1>2 Data $.Steps[2].Arguments.Conditions[0].LeftValue, 2>3 Branch $.Steps[2].Arguments.IfSteps[0]")]
    [InlineData("A ~> B", "0>1 DependsOn $.Steps[1].DependsOn[0]")]
    [InlineData("B, C ?> A > B", "1>2 Branch $.Steps[1].Arguments.IfSteps[0], 2>0 Data $.Steps[0].Arguments.AppSpecification.ContainerArguments[0]")]
    [InlineData("C ?> A, C ~> B", "0>1 Branch $.Steps[0].Arguments.IfSteps[0], 0>2 DependsOn $.Steps[1].DependsOn[0]")]
    [InlineData("C ?> A, C > B", "0>1 Branch $.Steps[0].Arguments.IfSteps[0], 0>2 Data $.Steps[1].Arguments.AppSpecification.ContainerArguments[0]")]
    public void Every_edge_knows_why_it_exists(string pipeline, string edges) =>
        Assert.Equal(edges, string.Join(", ", TestPipeline.Draw(pipeline).Graph.Edges.OrderBy(edge => (edge.From, edge.To)).Select(edge => $"{edge.From}>{edge.To} {edge.Kind} {edge.Path}")));

    [Fact]
    public void Of_a_condition_only_its_conditions_count_not_the_bodies_of_its_branches()
    {
        var graph = TestPipeline.Draw("A, C ?> D, A > D").Graph;

        Assert.Equal([], graph.DependenciesOf(1).ToArray());
        Assert.Equal([0, 1], graph.DependenciesOf(2).ToArray());
    }

    [Fact]
    public void A_property_file_or_an_object_of_the_store_makes_edges()
    {
        var reading = Read(
            """
            {'Steps':[
             {'Name':'E','Type':'Processing','Arguments':{'AppSpecification':{},'ProcessingResources':{},'ProcessingOutputConfig':{'Outputs':[{'OutputName':'o'}]}},
              'PropertyFiles':[{'PropertyFileName':'F','OutputName':'o','FilePath':'f.json'}]},
             {'Name':'A','Type':'EMRServerless','Arguments':{'x':{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.F'},'Path':'p'}}}},
             {'Name':'B','Type':'EMRServerless','Arguments':{'x':{'Std:JsonGet':{'S3Uri':{'Std:Join':{'Values':[{'Get':'Steps.A.Uri'},'/f.json']}},'Path':'p'}}}},
             {'Name':'Q','Type':'QualityCheck','Arguments':{},'SkipCheck':{'Get':'Steps.B.OutputParameters[\u0027x y\u0027]'}}]}
            """);

        Assert.Equal(
            ["0>1 $.Steps[1].Arguments.x", "1>2 $.Steps[2].Arguments.x['Std:JsonGet'].S3Uri['Std:Join'].Values[0]", "2>3 $.Steps[3].SkipCheck"],
            reading.Definition!.Graph.Edges.Select(edge => $"{edge.From}>{edge.To} {edge.Path}"));
    }

    [Theory]
    [InlineData("A ~> B ~> C ~> A", "$.Steps[0]", "The steps form a cycle: A -> B -> C -> A.")]
    [InlineData("X ~> A ~> B > A", "$.Steps[1]", "The steps form a cycle: A -> B -> A.")]
    [InlineData("A > C ?> B > A", "$.Steps[0]", "The steps form a cycle: A -> C -> B -> A.")]
    [InlineData("C ?> D > C", "$.Steps[0]", "The steps form a cycle: C -> D -> C.")]
    [InlineData("A ~> A", "$.Steps[0].DependsOn[0]", "Step 'A' depends on itself.")]
    [InlineData("A > A", "$.Steps[0].Arguments.AppSpecification.ContainerArguments[0]", "Step 'A' depends on itself.")]
    [InlineData("F:Fail ~> B", "$.Steps[1].DependsOn[0]", "B can not depends on F")]
    [InlineData("F:Fail > B", "$.Steps[1].Arguments.AppSpecification.ContainerArguments[0]", "B can not depends on F")]
    [InlineData("C ?> F:Fail ~> B", "$.Steps[1].DependsOn[0]", "B can not depends on F")]
    public void The_graph_is_checked(string pipeline, string path, string message) => AssertOne(TestPipeline.Text(pipeline), path, message);

    [Fact]
    public void The_cycle_that_is_told_is_one()
    {
        var message = Assert.Single(DefinitionReader.Read(TestPipeline.Text("A ~> B ~> C ~> A, C ~> D ~> E, F ~> A"), Limits.Default).Problems).Message;

        Assert.Equal("The steps form a cycle: A -> B -> C -> A.", message);
    }

    [Theory]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless','DependsOn':['X']}]}", "$.Steps[0].DependsOn[0]", "Step 'A' depends on step 'X', which does not exist.")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless','Arguments':{'x':{'Get':'Steps.X.y'}}}]}", "$.Steps[0].Arguments.x", "Step 'A' refers to step 'X', which does not exist.")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless','Arguments':{'x':{'Get':'Parameters.X'}}}]}", "$.Steps[0].Arguments.x", "Parameter 'X' is referenced but not declared.")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless','Arguments':{'x':{'Get':'Execution.X'}}}]}", "$.Steps[0].Arguments.x.Get", "The reference 'Execution.X' cannot be read: there is no execution variable 'X'; there are PipelineName, PipelineArn, PipelineExecutionId, PipelineExecutionArn, StartDateTime, CurrentDateTime, TrainingJobName, ProcessingJobName.")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless'},{'Name':'A','Type':'EMRServerless'}]}", "$.Steps[1].Name", "Duplicate step name 'A'.")]
    [InlineData("{'Steps':[{'Name':'C','Type':'Condition','Arguments':{'Conditions':[],'IfSteps':[{'Name':'A','Type':'EMRServerless'}],'ElseSteps':[{'Name':'A','Type':'EMRServerless'}]}}]}", "$.Steps[0].Arguments.ElseSteps[0].Name", "Duplicate step name 'A'.")]
    [InlineData("{'Steps':[{'Name':'C','Type':'Condition','Arguments':{'Conditions':[],'IfSteps':[{'Name':'D','Type':'Condition','Arguments':{'Conditions':[]}}]}}]}", "$.Steps[0].Arguments.IfSteps[0]", "Condition step 'D' stands in a branch of condition step 'C'; nested conditions are not supported.")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless'},{'Name':'B','Type':'EMRServerless','Arguments':{'x':{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.A.PropertyFiles.F'},'Path':'p'}}}}]}", "$.Steps[1].Arguments.x['Std:JsonGet'].PropertyFile", "Step 'A' has no property file 'F'.")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless'},{'Name':'B','Type':'EMRServerless','Arguments':{'x':{'Get':'Steps.A.PropertyFiles.F'}}}]}", "$.Steps[1].Arguments.x", "The property file 'F' can only be read by Std:JsonGet.")]
    [InlineData("{'Steps':[{'Name':'A','Type':'Processing','Arguments':{'AppSpecification':{},'ProcessingResources':{}},'PropertyFiles':[{'PropertyFileName':'F','OutputName':'o','FilePath':'f'}]}]}", "$.Steps[0].PropertyFiles[0].OutputName", "Step 'A' has no output 'o' for its property file 'F'.")]
    [InlineData("{'Steps':[{'Name':'A','Type':'Processing','Arguments':{'AppSpecification':{},'ProcessingResources':{},'ProcessingOutputConfig':{'Outputs':[{'OutputName':'x'},{}]}},'PropertyFiles':[{'PropertyFileName':'F','OutputName':'o','FilePath':'f'}]}]}", "$.Steps[0].PropertyFiles[0].OutputName", "Step 'A' has no output 'o' for its property file 'F'.")]
    public void What_is_named_must_exist(string loose, string path, string message) => AssertOne(loose.Replace('\'', '"'), path, message);

    [Fact]
    public void An_output_without_a_name_has_the_name_that_the_SDK_gives_it()
    {
        var reading = Read(
            """
            {'Steps':[{'Name':'A','Type':'Processing','Arguments':{'AppSpecification':{},'ProcessingResources':{},'ProcessingOutputConfig':{'Outputs':[{},{}]}},
             'PropertyFiles':[{'PropertyFileName':'F','OutputName':'output-2','FilePath':'f'}]}]}
            """);

        Assert.Equal([], reading.Problems);
    }

    [Theory]
    [InlineData("{'Type':'Bogus'}", "Arguments.Conditions[0].Type", "Model Validation failed: Value 'Bogus' for 'ConditionType' failed to satisfy enum value set: [Equals, NotEquals, GreaterThan, GreaterThanOrEqualTo, LessThan, LessThanOrEqualTo, In, NotIn, Not, And, Or]")]
    [InlineData("5", "Arguments.Conditions[0]", "Expecting start of Json Object.")]
    [InlineData("{'Type':'Equals','LeftValue':1,'RightValue':2,'X':3}", "Arguments.Conditions[0].X", "Cannot parse object, unknown property 'X'.")]
    [InlineData("{'Type':'Equals','LeftValue':1,'RightValue':null}", "Arguments.Conditions[0].RightValue", "A condition of type Equals needs RightValue.")]
    [InlineData("{'Type':'Not','Condition':{'Type':'Equals','LeftValue':1,'RightValue':1},'Expression':{}}", "Arguments.Conditions[0].Expression", "Cannot parse object, unknown property 'Expression'.")]
    [InlineData("{'Type':'Not','Condition':{'Type':'Equals','LeftValue':1}}", "Arguments.Conditions[0].Condition.RightValue", "A condition of type Equals needs RightValue.")]
    [InlineData("{'Type':'Or','Conditions':{}}", "Arguments.Conditions[0].Conditions", "Expecting start of Json Array.")]
    [InlineData("{'Type':'Or','Conditions':[{'Type':'In','QueryValue':1}]}", "Arguments.Conditions[0].Conditions[0].Values", "A condition of type In needs Values.")]
    [InlineData("{'Type':'In','QueryValue':1,'Values':5}", "Arguments.Conditions[0].Values", "Expecting start of Json Array.")]
    [InlineData("{'Type':'Equals','LeftValue':[1],'RightValue':2}", "Arguments.Conditions[0].LeftValue", "A value of a condition cannot be an object or an array.")]
    [InlineData("{'Type':'In','QueryValue':1,'Values':[1,{'a':1}]}", "Arguments.Conditions[0].Values[1]", "A value of a condition cannot be an object or an array.")]
    [InlineData("{'Type':'And','Conditions':[{'Type':'Or','Conditions':[{'Type':'Not','Condition':{'Type':'Equals','LeftValue':1}}]}]}", "Arguments.Conditions[0].Conditions[0].Conditions[0].Condition.RightValue", "A condition of type Equals needs RightValue.")]
    [InlineData("{'Type':'NotIn','Value':1,'In':5}", "Arguments.Conditions[0].In", "Expecting start of Json Array.")]
    public void Conditions_are_checked(string condition, string path, string message) =>
        AssertOne($"{{'Steps':[{{'Name':'C','Type':'Condition','Arguments':{{'Conditions':[{condition}]}}}}]}}".Replace('\'', '"'), $"$.Steps[0].{path}", message);

    [Theory]
    [InlineData("'Type':'Condition','Arguments':{'Conditions':[],'ThenSteps':[]}", "Arguments.ThenSteps", "Unknown Argument member 'ThenSteps'")]
    [InlineData("'Type':'Condition','Arguments':{}", "Arguments.Conditions", "Expecting start of Json Array.")]
    [InlineData("'Type':'Condition','Arguments':{'Conditions':[],'IfSteps':{}}", "Arguments.IfSteps", "Expecting start of Json Array.")]
    [InlineData("'Type':'Fail','Arguments':{'Message':'x'}", "Arguments.Message", "Unknown Argument member 'Message'")]
    [InlineData("'Type':'Fail','Arguments':{'ErrorMessage':[]}", "Arguments.ErrorMessage", "The ErrorMessage of a Fail step must be a string.")]
    [InlineData("'Type':'RegisterModel','Arguments':{'ModelPackageName':'x'}", "Arguments.ModelPackageName", "Unknown Argument member 'ModelPackageName'")]
    [InlineData("'Type':'Model','Arguments':{}", "Arguments.PrimaryContainer", "A Model step needs a container.")]
    public void The_arguments_of_a_type_are_checked(string members, string path, string message) =>
        AssertOne($"{{'Steps':[{{'Name':'A',{members}}}]}}".Replace('\'', '"'), $"$.Steps[0].{path}", message);

    private static DefinitionReading Read(string loose) => DefinitionReader.Read(loose.Replace('\'', '"'), Limits.Default);

    private static void AssertOne(string text, string path, string message)
    {
        var problem = Assert.Single(DefinitionReader.Read(text, Limits.Default).Problems);
        Assert.Equal((path, message), (problem.Path, problem.Message));
        Assert.NotEqual("", problem.Expected);
    }
}
