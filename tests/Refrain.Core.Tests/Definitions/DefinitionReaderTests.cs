using Refrain.Core.Definitions;

namespace Refrain.Core.Tests.Definitions;

public sealed class DefinitionReaderTests
{
    private const string Step = "{'Name':'A','Type':'Lambda','FunctionArn':'f','Arguments':{}}";

    [Theory]
    [InlineData("{'Steps':[]}")]
    [InlineData("{'Version':'2020-12-01','Metadata':{},'Parameters':[],'PipelineExperimentConfig':null,'MlflowConfig':null,'Steps':[" + Step + "]}")]
    [InlineData("{'Version':null,'Metadata':null,'Parameters':null,'Steps':[" + Step + "]}")]
    [InlineData("{'Steps':[{'Name':'A','Type':'Lambda','Arguments':null,'DependsOn':null,'DisplayName':null,'Description':null,'CacheConfig':null,'RetryPolicies':null,'PropertyFiles':null,'FunctionArn':'f','OutputParameters':null,'SqsQueueUrl':null}]}")]
    [InlineData("{'Steps':[{'Name':'C','Type':'Condition','Arguments':{'Conditions':[],'IfSteps':null,'ElseSteps':null}}]}")]
    [InlineData("{'Steps':[{'Name':'C','Type':'Condition','Arguments':{'Conditions':[{'Type':'In','QueryValue':null,'Value':1,'In':[1]}]}}]}")]
    public void What_is_optional_may_be_absent_or_null(string definition) => Assert.Equal([], Problems(definition));

    [Theory]
    [InlineData("", "line 1, position 1")]
    [InlineData("{", "line 1, position 2")]
    [InlineData("{\n \"Steps\": [}", "line 2, position 12")]
    [InlineData("{\"Steps\":[]} x", "line 1, position 14")]
    [InlineData("{'Steps':[]}", "line 1, position 2")]
    public void What_is_not_JSON_is_refused_with_its_line(string text, string place)
    {
        var problem = Assert.Single(DefinitionReader.Read(text, Limits.Default).Problems);

        Assert.Equal(new Diagnostic(place, "The text is not JSON, or nested deeper than 64 levels.", "one JSON object"), problem);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void What_is_no_object_is_refused(string text) =>
        Assert.Equal([new Diagnostic("$", "Expecting start of Json Object.", "one JSON object")], DefinitionReader.Read(text, Limits.Default).Problems);

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_definition_may_be_64_levels_deep(int depth, bool accepted)
    {
        // Three levels lead to the arguments: the document, Steps, the step.
        var inner = depth - 4;
        var text = """{"Steps":[{"Name":"A","Type":"EMRServerless","Arguments":{"x":DEEP}}]}""".Replace("DEEP", new string('[', inner) + new string(']', inner), StringComparison.Ordinal);

        Assert.Equal(accepted, DefinitionReader.Read(text, Limits.Default).Definition is not null);
    }

    [Theory]
    [InlineData("{\"Steps\":[],\"Metadata\":{\"a\":\"\\ud800\"}}", "$.Metadata.a")]
    [InlineData("{\"Steps\":[{\"Name\":\"\\ud800\"}]}", "$.Steps[0].Name")]
    [InlineData("{\"Steps\":[{\"\\udc00x\":1}]}", "$.Steps[0]")]
    public void Half_a_character_is_refused_with_its_place(string text, string path) =>
        Assert.Equal([new Diagnostic(path, "A text holds half of a character (a lone surrogate).", "Unicode text")], DefinitionReader.Read(text, Limits.Default).Problems);

    [Fact]
    public void Half_a_character_outside_an_escape_is_refused() =>
        Assert.StartsWith("The text is not JSON", Assert.Single(DefinitionReader.Read("{\"Steps\":\"\ud800\"}", Limits.Default).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Limits_are_kept()
    {
        var limits = Limits.Default with { DefinitionCharacters = 120, Steps = 1, Parameters = 1 };

        Assert.Equal("The definition has 121 characters. (at $; expected: at most 120)", Assert.Single(DefinitionReader.Read(new string(' ', 121), limits).Problems).ToString());
        Assert.Equal(
            ["The definition has 2 steps. (at $.Steps; expected: at most 1)"],
            DefinitionReader.Read("""{"Steps":[{"Name":"A","Type":"EMRServerless"},{"Name":"B","Type":"EMRServerless"}]}""", limits).Problems.Select(problem => problem.ToString()));
        Assert.Equal(
            ["The definition declares 2 parameters. (at $.Parameters; expected: at most 1)"],
            DefinitionReader.Read("""{"Parameters":[{"Name":"A"},{"Name":"B"}],"Steps":[]}""", limits).Problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("{}", "$.Steps", "Expecting start of Json Array.")]
    [InlineData("{'Steps':{}}", "$.Steps", "Expecting start of Json Array.")]
    [InlineData("{'Steps':[],'Paramters':[]}", "$.Paramters", "Cannot parse object, unknown property 'Paramters'.")]
    [InlineData("{'Steps':[],'ParallelismConfig':{}}", "$.ParallelismConfig", "Cannot parse object, unknown property 'ParallelismConfig'.")]
    [InlineData("{'Steps':[],'Version':'2021-01-01'}", "$.Version", "Version \"2021-01-01\" is not supported.")]
    [InlineData("{'Steps':[],'PipelineExperimentConfig':'x'}", "$.PipelineExperimentConfig", "Expecting start of Json Object.")]
    [InlineData("{'Steps':[],'PipelineExperimentConfig':{'TrialName':{'Get':'Steps.A.B'}}}", "$.PipelineExperimentConfig.TrialName", "The experiment configuration refers to step 'A'; it is evaluated before any step runs.")]
    [InlineData("{'Steps':[],'PipelineExperimentConfig':{'TrialName':{'Get':'Parameters.X'}}}", "$.PipelineExperimentConfig.TrialName", "Parameter 'X' is referenced but not declared.")]
    public void The_top_level_is_checked(string definition, string path, string message) => AssertProblem(definition, path, message);

    [Theory]
    [InlineData("'x'", "$.Steps[0]", "Expecting start of Json Object.")]
    [InlineData("{'Name':'A','Type':'EMRServerless','Argumens':{}}", "$.Steps[0].Argumens", "Cannot parse object, unknown property 'Argumens'.")]
    [InlineData("{'Name':'A','Type':'EMRServerless','Arguments':[]}", "$.Steps[0].Arguments", "Expecting start of Json Object.")]
    [InlineData("{'Name':'A b','Type':'EMRServerless'}", "$.Steps[0].Name", "The name 'A b' of a step is not a name.")]
    [InlineData("{'Type':'EMRServerless'}", "$.Steps[0].Name", "The name '' of a step is not a name.")]
    [InlineData("{'Name':'A','Type':'EMRServerless','DependsOn':'B'}", "$.Steps[0].DependsOn", "Expecting start of Json Array.")]
    [InlineData("{'Name':'A','Type':'EMRServerless','DependsOn':[1]}", "$.Steps[0].DependsOn", "Expecting start of Json Array.")]
    [InlineData("{'Name':'A','Type':'EMRServerless','PropertyFiles':[{'PropertyFileName':'F'}]}", "$.Steps[0].PropertyFiles[0]", "A property file is not complete.")]
    public void The_members_of_a_step_are_checked(string step, string path, string message) => AssertProblem($"{{'Steps':[{step}]}}", path, message);

    [Theory]
    [InlineData("'DisplayName':5", "DisplayName", "Expecting a Json String.")]
    [InlineData("'Description':['x']", "Description", "Expecting a Json String.")]
    [InlineData("'PropertyFiles':{}", "PropertyFiles", "Expecting start of Json Array.")]
    [InlineData("'PropertyFiles':[7]", "PropertyFiles[0]", "A property file is not complete.")]
    [InlineData("'PropertyFiles':[{'PropertyFileName':'F','OutputName':'o','FilePath':'f','Path':'x'}]", "PropertyFiles[0].Path", "Cannot parse object, unknown property 'Path'.")]
    [InlineData("'PropertyFiles':[{'PropertyFileName':'F','OutputName':'o','FilePath':'f'},{'PropertyFileName':'F','OutputName':'p','FilePath':'g'}]", "PropertyFiles[1].PropertyFileName", "Property file 'F' is declared twice.")]
    public void The_common_members_of_a_step_are_checked(string member, string path, string message) =>
        AssertProblem($"{{'Steps':[{{'Name':'A','Type':'EMRServerless',{member}}}]}}", $"$.Steps[0].{path}", message);

    [Fact]
    public void The_texts_of_a_step_have_limits()
    {
        var step = $"{{'Steps':[{{'Name':'A','Type':'EMRServerless','DisplayName':'{new string('d', 257)}','Description':'{new string('e', 3073)}'}}]}}";

        Assert.Equal(["The DisplayName has 257 characters.", "The Description has 3073 characters."], Problems(step).Select(problem => problem.Message));
        Assert.Equal([], Problems(step, Limits.Default with { StepDisplayNameCharacters = 257, StepDescriptionCharacters = 3073 }));
    }

    [Theory]
    [InlineData("{'Steps':[],'Steps':[]}", "$.Steps")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless','Arguments':{'x':[{'a':1,'b':2,'a':{'c':1,'c':2}}]}}]}", "$.Steps[0].Arguments.x[0].a $.Steps[0].Arguments.x[0].a.c")]
    public void A_member_that_stands_twice_is_refused_because_one_of_the_two_would_be_lost(string definition, string paths)
    {
        var problems = Problems(definition);

        Assert.Equal(paths.Split(' '), problems.Select(problem => problem.Path));
        Assert.All(problems, problem => Assert.Equal("The member stands twice in its object; one of the two would be lost.", problem.Message));
    }

    [Fact]
    public void What_was_accepted_stays_readable_when_limits_and_rules_have_become_stricter()
    {
        const string Old = "{'Steps':[{'Name':'Long','Type':'Training','Arguments':{'no_such_member':1}},{'Name':'B','Type':'Lambda','DependsOn':['Long']}]}";
        var strict = Limits.Default with { Steps = 1, NameCharacters = 2, DefinitionCharacters = 10, DefinitionDepth = 2 };

        Assert.Null(DefinitionReader.Read(Old.Replace('\'', '"'), strict).Definition);
        Assert.Equal("Long B", string.Join(' ', DefinitionReader.ReadAccepted(Old.Replace('\'', '"'), strict).Definition!.Steps.Select(step => step.Name)));
    }

    [Theory]
    [InlineData("{'Steps':[{'Name':'A','Type':'Bogus'}]}")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless'},{'Name':'A','Type':'EMRServerless'}]}")]
    [InlineData("{'Steps':[{'Name':'A','Type':'EMRServerless','DependsOn':['B']},{'Name':'B','Type':'EMRServerless','DependsOn':['A']}]}")]
    [InlineData("{")]
    public void What_could_never_have_been_accepted_is_not_readable_either(string text) =>
        Assert.Null(DefinitionReader.ReadAccepted(text.Replace('\'', '"'), Limits.Default).Definition);

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.Equal([], Problems($"{{'Steps':[{{'Name':'{new string('a', 65)}','Type':'EMRServerless'}}]}}", Limits.Default with { NameCharacters = 65 }));
        Assert.Equal([], Problems($"{{'Steps':[{{'Name':'{new string('a', 64)}','Type':'EMRServerless'}}]}}"));
        AssertProblem($"{{'Steps':[{{'Name':'{new string('a', 65)}','Type':'EMRServerless'}}]}}", "$.Steps[0].Name", $"The name '{new string('a', 65)}' of a step is not a name.");
    }

    [Fact]
    public void An_unknown_type_is_refused_with_AWSs_words_and_all_types()
    {
        AssertProblem(
            "{'Steps':[{'Name':'A','Type':'Bogus'}]}",
            "$.Steps[0].Type",
            "Model Validation failed: Value 'Bogus' for 'StepType' failed to satisfy enum value set: [Processing, Training, Transform, Model, RegisterModel, Condition, Fail, Tuning, AutoML, "
            + "Callback, Lambda, QualityCheck, ClarifyCheck, EMR, EMRServerless, EndpointConfig, Endpoint, InferenceComponent, Lineage, BedrockCustomModel, "
            + "BedrockCustomModelDeployment, BedrockModelImport, BedrockProvisionedModelThroughput]");
    }

    [Fact]
    public void Steps_count_in_document_order_a_condition_before_its_branches()
    {
        var definition = TestPipeline.Draw("A, C ?> D !> E, B");

        Assert.Equal("A C D E B", string.Join(' ', definition.Steps.Select(step => step.Name)));
        Assert.Equal([0, 1, 2, 3, 4], definition.Steps.Select(step => step.Position));
        Assert.Equal("$.Steps[1].Arguments.ElseSteps[0]", definition[new("E")].Path);
        Assert.Equal(new(new("C"), false), definition[new("E")].Branch);
    }

    [Fact]
    public void All_problems_are_told_at_once_and_none_twice()
    {
        const string Definition =
            """
            {'Versions':1,
             'Parameters':[{'Name':'P','Type':'Bogus'},{'Name':'Q','Type':'Integer','DefaultValue':'x'}],
             'Steps':[
              {'Name':'A','Type':'Bogus','DependsOn':['Nope',7]},
              {'Name':'B','Type':'Processing','DependsOn':['A'],'Arguments':{'AppSpecification':{'ImageUri':{'Get':'Parameters.P'}},'Environment':{'X':{'Get':'Parameters.Z'},'Y':{'Get':'Steps.A.Out'}}}},
              {'Name':'C','Type':'Condition','Arguments':[]},
              {'Name':'D','Type':'Condition','Bogus':1,'Arguments':{'Conditions':'x','IfSteps':[{'Name':'B','Type':'Fail','Arguments':{'ErrorMessage':5}}]}}]}
            """;

        Assert.Equal(
            [
                "$.Versions: Cannot parse object, unknown property 'Versions'.",
                "$.Parameters[0].Type: Model Validation failed: Value \"Bogus\" for 'ParameterType' failed to satisfy enum value set: [String, Integer, Float, Boolean]",
                "$.Parameters[1].DefaultValue: The default \"x\" of parameter 'Q' is not of type Integer.",
                "$.Steps[0].Type: Model Validation failed: Value 'Bogus' for 'StepType' failed to satisfy enum value set: [...]",
                "$.Steps[0].DependsOn: Expecting start of Json Array.",
                "$.Steps[2].Arguments: Expecting start of Json Object.",
                "$.Steps[3].Bogus: Cannot parse object, unknown property 'Bogus'.",
                "$.Steps[3].Arguments.Conditions: Expecting start of Json Array.",
                "$.Steps[3].Arguments.IfSteps[0].Arguments.ErrorMessage: The ErrorMessage of a Fail step must be a string.",
                "$.Steps[3].Arguments.IfSteps[0].Name: Duplicate step name 'B'.",
                "$.Steps[1].Arguments.Environment.X: Parameter 'Z' is referenced but not declared.",
            ],
            Problems(Definition).Select(problem => $"{problem.Path}: {(problem.Path == "$.Steps[0].Type" ? problem.Message[..problem.Message.IndexOf('[', StringComparison.Ordinal)] + "[...]" : problem.Message)}"));
    }

    [Fact]
    public void A_refusal_begins_with_AWSs_words_for_the_first_problem_and_goes_on_with_the_others()
    {
        var text = Diagnostic.Render(DefinitionReading.RefusalPrefix, Problems("{'Bogus':1,'Steps':[],'Version':2}"));

        Assert.Equal(
            "Unable to parse pipeline definition. Cannot parse object, unknown property 'Bogus'. (at $.Bogus; expected: Version, Metadata, Parameters, PipelineExperimentConfig, "
            + "MlflowConfig, Steps) [2] Version 2 is not supported. (at $.Version; expected: \"2020-12-01\")",
            text);
    }

    private static ValueList<Diagnostic> Problems(string loose, Limits? limits = null) => DefinitionReader.Read(loose.Replace('\'', '"'), limits ?? Limits.Default).Problems;

    private static void AssertProblem(string loose, string path, string message)
    {
        var problem = Assert.Single(Problems(loose));
        Assert.Equal((path, message), (problem.Path, problem.Message));
        Assert.NotEqual("", problem.Expected);
    }
}
