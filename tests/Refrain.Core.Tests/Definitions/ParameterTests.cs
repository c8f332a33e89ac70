using Refrain.Core.Definitions;

namespace Refrain.Core.Tests.Definitions;

public sealed class ParameterTests
{
    [Theory]
    [InlineData("'Type':'String','DefaultValue':'x'", "String x")]
    [InlineData("'DefaultValue':'x'", "String x")]
    [InlineData("'Type':null,'DefaultValue':null,'Description':null,'EnumValues':null", "String ")]
    [InlineData("'Type':'String','DefaultValue':''", "String ")]
    [InlineData("'Type':'Integer','DefaultValue':120", "Integer 120")]
    [InlineData("'Type':'Integer','DefaultValue':-7", "Integer -7")]
    [InlineData("'Type':'Float','DefaultValue':0.9", "Float 0.9")]
    [InlineData("'Type':'Float','DefaultValue':6.0", "Float 6.0")]
    [InlineData("'Type':'Float','DefaultValue':6", "Float 6")]
    [InlineData("'Type':'Float','DefaultValue':1e-3", "Float 0.001")]
    [InlineData("'Type':'Boolean','DefaultValue':true", "Boolean true")]
    [InlineData("'Type':'String','EnumValues':['a','b'],'DefaultValue':'b','Description':'d'", "String b")]
    public void A_declaration_is_read_with_its_default_as_text(string members, string expected)
    {
        var reading = Read($"{{'Name':'P',{members}}}");

        Assert.Equal([], reading.Problems);
        var parameter = Assert.Single(reading.Definition!.Parameters);
        Assert.Equal(expected, $"{parameter.Type} {parameter.Default}");
    }

    [Theory]
    [InlineData("{'Type':'String'}", "Name", "A parameter needs a name.")]
    [InlineData("{'Name':'a b'}", "Name", "A parameter needs a name.")]
    [InlineData("{'Name':'P','Type':'string'}", "Type", "Model Validation failed: Value \"string\" for 'ParameterType' failed to satisfy enum value set: [String, Integer, Float, Boolean]")]
    [InlineData("{'Name':'P','Type':'1'}", "Type", "Model Validation failed: Value \"1\" for 'ParameterType' failed to satisfy enum value set: [String, Integer, Float, Boolean]")]
    [InlineData("{'Name':'P','Type':'Integer,Float'}", "Type", "Model Validation failed: Value \"Integer,Float\" for 'ParameterType' failed to satisfy enum value set: [String, Integer, Float, Boolean]")]
    [InlineData("{'Name':'P','Type':1}", "Type", "Model Validation failed: Value 1 for 'ParameterType' failed to satisfy enum value set: [String, Integer, Float, Boolean]")]
    [InlineData("{'Name':'P','Type':'Integer','DefaultValue':1.0}", "DefaultValue", "The default 1.0 of parameter 'P' is not of type Integer.")]
    [InlineData("{'Name':'P','Type':'Integer','DefaultValue':'1'}", "DefaultValue", "The default \"1\" of parameter 'P' is not of type Integer.")]
    [InlineData("{'Name':'P','Type':'Float','DefaultValue':'1'}", "DefaultValue", "The default \"1\" of parameter 'P' is not of type Float.")]
    [InlineData("{'Name':'P','Type':'Boolean','DefaultValue':'true'}", "DefaultValue", "The default \"true\" of parameter 'P' is not of type Boolean.")]
    [InlineData("{'Name':'P','DefaultValue':1}", "DefaultValue", "The default 1 of parameter 'P' is not of type String.")]
    [InlineData("{'Name':'P','EnumValues':['a'],'DefaultValue':'b'}", "DefaultValue", "The default 'b' of parameter 'P' is none of its EnumValues.")]
    [InlineData("{'Name':'P','EnumValues':'a'}", "EnumValues", "Expecting start of Json Array.")]
    [InlineData("{'Name':'P','EnumValues':['a',1]}", "EnumValues[1]", "Expecting a Json String.")]
    [InlineData("{'Name':'P','EnumValues':[]}", "EnumValues", "The EnumValues hold no value, so the parameter could have none.")]
    [InlineData("{'Name':'P','Type':'Integer','EnumValues':['1']}", "EnumValues", "A parameter of type Integer cannot have EnumValues.")]
    [InlineData("{'Name':'P','Description':5}", "Description", "Expecting a Json String.")]
    [InlineData("{'Name':'P','Min':1}", "Min", "Cannot parse object, unknown property 'Min'.")]
    public void A_wrong_declaration_is_refused(string parameter, string member, string message)
    {
        var problem = Assert.Single(Read(parameter).Problems);
        Assert.Equal(($"$.Parameters[0].{member}", message), (problem.Path, problem.Message));
    }

    [Fact]
    public void The_texts_of_a_declaration_have_limits()
    {
        var parameter = $"{{'Name':'P','Description':'{new string('d', 4097)}','EnumValues':['{new string('v', 4097)}'],'DefaultValue':'{new string('v', 4097)}'}}";

        Assert.Equal(
            ["$.Parameters[0].Description", "$.Parameters[0].EnumValues[0]", "$.Parameters[0].DefaultValue"], Read(parameter).Problems.Select(problem => problem.Path));
        Assert.Equal([], Read(parameter, Limits.Default with { ParameterDescriptionCharacters = 4097, ParameterDefaultCharacters = 4097 }).Problems);
    }

    [Fact]
    public void A_name_is_declared_once()
    {
        var problem = Assert.Single(Read("{'Name':'P'},{'Name':'P'}").Problems);
        Assert.Equal(("$.Parameters[1].Name", "Parameter 'P' is declared twice."), (problem.Path, problem.Message));
    }

    [Theory]
    [InlineData("String", "", "\"\"")]
    [InlineData("String", "True", "\"True\"")]
    [InlineData("Integer", "5", "5")]
    [InlineData("Integer", "+5", "5")]
    [InlineData("Integer", "-007", "-7")]
    [InlineData("Integer", "-0", "0")]
    [InlineData("Integer", "123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("Integer", "5.0", null)]
    [InlineData("Integer", "1e3", null)]
    [InlineData("Integer", "", null)]
    [InlineData("Integer", "+", null)]
    [InlineData("Integer", "+-5", null)]
    [InlineData("Integer", " 5", null)]
    [InlineData("Integer", "٥", null)]
    [InlineData("Float", "6", "6")]
    [InlineData("Float", "6.0", "6.0")]
    [InlineData("Float", "1e-3", "0.001")]
    [InlineData("Float", "1E22", "1E+22")]
    [InlineData("Float", "+0.5", "0.5")]
    [InlineData("Float", "-.5", "-0.5")]
    [InlineData("Float", "5.", "5")]
    [InlineData("Float", "00.5", "0.5")]
    [InlineData("Float", "1.5.2", null)]
    [InlineData("Float", "1,5", null)]
    [InlineData("Float", "NaN", null)]
    [InlineData("Float", "Infinity", null)]
    [InlineData("Float", "1e999", null)]
    [InlineData("Float", " 1", null)]
    [InlineData("Float", "", null)]
    [InlineData("Boolean", "true", "true")]
    [InlineData("Boolean", "True", "true")]
    [InlineData("Boolean", "FALSE", "false")]
    [InlineData("Boolean", "1", null)]
    [InlineData("Boolean", " true", null)]
    public void A_text_has_the_declared_type_or_is_refused(string type, string text, string? json) =>
        Assert.Equal(json, new PipelineParameter("P", Enum.Parse<ParameterType>(type), null, null).Typed(text)?.GetRawText());

    [Fact]
    public void Overrides_are_kept_as_received_and_defaults_fill_the_rest_in_the_order_of_the_definition()
    {
        var problems = new List<Diagnostic>();

        var bound = ParameterBinder.Bind(Declared(), [new("Real", "1e-3"), new("Flag", "True"), new("Whole", "+5")], problems.Add);

        Assert.Equal([], problems);
        Assert.Equal(["Text=x", "Whole=+5", "Real=1e-3", "Flag=True", "Color=red"], bound.Select(parameter => $"{parameter.Name}={parameter.Value}"));
    }

    [Fact]
    public void Every_wrong_override_is_told()
    {
        var problems = new List<Diagnostic>();

        ParameterBinder.Bind(Declared(), [new("Nope", "1"), new("Whole", "x"), new("Real", "y"), new("Real", "1"), new("Color", "blue")], problems.Add);

        Assert.Equal(
            [
                "Parameter 'Nope' is not declared by the pipeline. (at PipelineParameters; expected: one of Text, Whole, Real, Flag, Color)",
                "Parameter 'Real' is given twice. (at PipelineParameters; expected: one value for each name)",
                "Value 'x' of parameter 'Whole' is not of type Integer. (at PipelineParameters; expected: a whole number such as 120)",
                "Value 'y' of parameter 'Real' is not of type Float. (at PipelineParameters; expected: a number such as 0.9)",
                "Parameter 'Flag' has no default and no value was given. (at PipelineParameters; expected: a value of type Boolean)",
                "Value 'blue' of parameter 'Color' failed to satisfy enum value set: [red, green] (at PipelineParameters; expected: one of these values)",
            ],
            problems.Select(problem => problem.ToString()));
    }

    private static ValueList<PipelineParameter> Declared() =>
    [
        new("Text", ParameterType.String, "x", null),
        new("Whole", ParameterType.Integer, "1", null),
        new("Real", ParameterType.Float, "6.0", null),
        new("Flag", ParameterType.Boolean, null, null),
        new("Color", ParameterType.String, "red", ["red", "green"]),
    ];

    private static DefinitionReading Read(string parameters, Limits? limits = null) =>
        DefinitionReader.Read($"{{'Parameters':[{parameters}],'Steps':[]}}".Replace('\'', '"'), limits ?? Limits.Default);
}
