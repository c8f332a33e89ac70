using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Tests.Expressions;

public sealed class ExpressionEvaluatorTests
{
    private readonly TestScope scope = new();

    [Theory]
    [InlineData("{'Get':'Parameters.Text'}", "\"hello\"")]
    [InlineData("{'Get':'Parameters.Whole'}", "5")]
    [InlineData("{'Get':'Parameters.Real'}", "6.0")]
    [InlineData("{'Get':'Parameters.Yes'}", "true")]
    [InlineData("{'Get':'Execution.PipelineName'}", "\"P\"")]
    [InlineData("{'Get':'PipelineExperimentConfig.ExperimentName'}", "\"E\"")]
    [InlineData("{'Get':'Steps.Train.ModelArtifacts.S3ModelArtifacts'}", "\"s3://b/m.tar.gz\"")]
    [InlineData("{'Get':'Steps.Train.Count'}", "3")]
    [InlineData("{'Get':'Steps.Train.ModelArtifacts'}", """{"S3ModelArtifacts":"s3://b/m.tar.gz"}""")]
    [InlineData("{'Get':'Steps.Gate.Outcome'}", "true")]
    public void A_Get_gives_the_typed_value(string expression, string json) => Assert.Equal(json, Value(expression));

    [Theory]
    [InlineData("[{'Get':'Parameters.Text'},'world']", "/", "hello/world")]
    [InlineData("['s3:/','b',{'Get':'Execution.PipelineExecutionId'}]", "/", "s3://b/abcdefghijkl")]
    [InlineData("[{'Get':'Parameters.Whole'}]", "", "5")]
    [InlineData("[{'Get':'Parameters.Real'}]", "", "6.0")]
    [InlineData("[{'Get':'Parameters.Small'}]", "", "1E-05")]
    [InlineData("[{'Get':'Parameters.Yes'},{'Get':'Steps.Gate.Outcome'},false]", " ", "true true false")]
    [InlineData("[1,2.50,'x','']", "-", "1-2.50-x-")]
    [InlineData("[]", "-", "")]
    [InlineData("[{'Std:Join':{'Values':['a',{'Std:Join':{'On':'+','Values':['b','c']}}]}},'d']", "/", "ab+c/d")]
    [InlineData("[{'Get':'Steps.Train.FinalMetricDataList[\\'v:rmse\\'].Value'}]", "", "2.25")]
    [InlineData("[{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.Report'},'Path':'metrics.mse.value'}},1]", "<", "4.5<1")]
    public void A_Join_gives_one_text(string values, string on, string text) =>
        Assert.Equal(text, ((Evaluation.Value)scope.Resolve($"{{'Std:Join':{{'On':'{on}','Values':{values.Replace("\\'", "\\u0027", StringComparison.Ordinal)}}}}}")).Json.GetString());

    [Theory]
    [InlineData("CreationTime", "\"2023-11-14T22:13:20.123Z\"")]
    [InlineData("Zone.Timestamp", "\"1970-01-01T00:00:00.000Z\"")]
    [InlineData("Zone.EndTimestamp", "\"2023-11-14T22:13:20.000Z\"")]
    [InlineData("Runs[-1].StartTime", "\"1970-01-01T00:00:02.500Z\"")]
    [InlineData("Runs[:].StartTime", "[\"1970-01-01T00:00:01.000Z\",\"1970-01-01T00:00:02.500Z\"]")]
    [InlineData("StartTime", "\"as text\"")]
    [InlineData("HugeTime", "1e300")]
    [InlineData("TrainingTimeInSeconds", "5")]
    [InlineData("OutputParameters['StartTime']", "7")]
    [InlineData("OutputParameters.StartTime", "7")]
    public void A_time_among_the_properties_is_read_as_text(string path, string json) =>
        Assert.Equal(json, Value($"{{\"Get\":\"Steps.Timed.{path}\"}}"));

    [Fact]
    public void A_time_is_joined_as_text() =>
        Assert.Equal("\"made 2023-11-14T22:13:20.123Z\"", Value("{'Std:Join':{'On':' ','Values':['made',{'Get':'Steps.Timed.CreationTime'}]}}"));

    [Theory]
    [InlineData("{'Get':'Steps.Train.FinalMetricDataList[0:1].Value'}", "[2.25]")]
    [InlineData("{'Get':'Steps.Train.FinalMetricDataList[-1].Value'}", "2.25")]
    [InlineData("{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.Report'},'Path':'list[0:1]'}}", "[1]")]
    public void A_slice_gives_an_array(string expression, string json) => Assert.Equal(json, Value(expression));

    [Fact]
    public void An_array_cannot_be_joined() =>
        Assert.Equal(
            new Evaluation.Failed("A value of a Std:Join is an object, an array or null; only strings, numbers and booleans can be joined."),
            scope.Resolve("{'Std:Join':{'Values':[{'Get':'Steps.Train.FinalMetricDataList[0:1].Value'}]}}"));

    [Theory]
    [InlineData("metrics.mse.value", "4.5")]
    [InlineData("$.metrics.mse.value", "4.5")]
    [InlineData("list[0]", "1")]
    [InlineData("metrics['mse']", """{"value":4.5}""")]
    public void A_JsonGet_reads_a_property_file(string path, string json) =>
        Assert.Equal(json, Value("""{"Std:JsonGet":{"PropertyFile":{"Get":"Steps.E.PropertyFiles.Report"},"Path":"PATH"}}""".Replace("PATH", path, StringComparison.Ordinal)));

    [Theory]
    [InlineData("'s3://b/results/a.json'", "Result[0]", "7")]
    [InlineData("{'Std:Join':{'On':'/','Values':['s3:/','b','results','a.json']}}", "Result[1].k", "\"v\"")]
    public void A_JsonGet_reads_an_object_of_the_store(string uri, string path, string json) =>
        Assert.Equal(json, Value($"{{'Std:JsonGet':{{'S3Uri':{uri},'Path':'{path}'}}}}"));

    [Fact]
    public void An_object_that_was_not_read_yet_is_asked_for()
    {
        var missing = scope.Resolve("{'a':[1,{'Std:JsonGet':{'S3Uri':'s3://b/later.json','Path':'x'}}]}");

        Assert.Equal(new Evaluation.Missing(new S3Uri("b", "later.json")), missing);
    }

    [Theory]
    [InlineData("{'Get':'Parameters.Nope'}", "Unable to resolve property 'Parameters.Nope'")]
    [InlineData("{'Get':'Execution.TrainingJobName'}", "Unable to resolve property 'Execution.TrainingJobName'")]
    [InlineData("{'Get':'PipelineExperimentConfig.TrialName'}", "Unable to resolve property 'PipelineExperimentConfig.TrialName'")]
    [InlineData("{'Get':'Steps.Train.Nope.More'}", "Unable to resolve property 'Steps.Train.Nope.More'")]
    [InlineData("{'Get':'Steps.Unknown.X'}", "Unable to resolve property 'Steps.Unknown.X'")]
    [InlineData("{'Get':'Steps.E.PropertyFiles.Report'}", "The property file 'Steps.E.PropertyFiles.Report' can only be read by Std:JsonGet.")]
    [InlineData("{'Std:Join':{'Values':[{'Get':'Steps.Train.ModelArtifacts'}]}}", "A value of a Std:Join is an object, an array or null; only strings, numbers and booleans can be joined.")]
    [InlineData("{'Std:Join':{'Values':[null]}}", "A value of a Std:Join is an object, an array or null; only strings, numbers and booleans can be joined.")]
    [InlineData("{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.Report'},'Path':'metrics.nope'}}", "The path 'metrics.nope' leads nowhere in the property file 'Report' of step 'E'.")]
    [InlineData("{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.Broken'},'Path':'x'}}", "The property file 'Broken' of step 'E' cannot be read: it is not JSON.")]
    [InlineData("{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.None'},'Path':'x'}}", "The property file 'None' of step 'E' cannot be read: there is none.")]
    [InlineData("{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.Half'},'Path':'mse'}}", "The property file 'Half' of step 'E' cannot be read: a text at $.mse holds half of a character.")]
    [InlineData("{'Std:JsonGet':{'S3Uri':'s3://b/broken','Path':'x'}}", "The s3://b/broken cannot be read: it is not JSON.")]
    [InlineData("{'Std:JsonGet':{'S3Uri':'http://b/x','Path':'x'}}", "The S3Uri of a Std:JsonGet is not an S3 URI: \"http://b/x\".")]
    public void What_cannot_be_resolved_fails_with_its_reason(string expression, string reason) =>
        Assert.Equal(new Evaluation.Failed(reason), scope.Resolve($"{{'deep':[{expression}]}}"));

    [Fact]
    public void Every_expression_of_a_tree_is_replaced_and_nothing_else()
    {
        var resolved = Value(
            """
            {"Get":"Parameters.Text","More":1,
             "Map":{"n":{"Get":"Parameters.Whole"},"Std:Join":"just a key","Environment":{"A":{"Std:Join":{"Values":[{"Get":"Parameters.Yes"}]}}}},
             "List":[null,{"Get":"Parameters.Real"},[{"Get":"Steps.Train.Count"}],1.50,"Grüße / <&'>"]}
            """);

        Assert.Equal(
            """{"Get":"Parameters.Text","More":1,"Map":{"n":5,"Std:Join":"just a key","Environment":{"A":"true"}},"List":[null,6.0,[3],1.50,"Grüße / <&'>"]}""",
            resolved);
    }

    [Fact]
    public void After_the_first_obstacle_nothing_more_is_evaluated()
    {
        var failed = Assert.IsType<Evaluation.Failed>(scope.Resolve("[{'Get':'Parameters.Nope'},{'Get':'Parameters.Text'}]"));

        Assert.Equal("Unable to resolve property 'Parameters.Nope'", failed.Reason);
        Assert.Equal(["Nope"], scope.Asked);
    }

    [Fact]
    public void A_value_may_stand_deeper_in_the_arguments_than_a_definition_may_be()
    {
        var deep = Json.Of(string.Concat(Enumerable.Repeat("[", 60)) + "1" + string.Concat(Enumerable.Repeat("]", 60)));
        var arguments = Json.Of(string.Concat(Enumerable.Repeat("[", 40)) + """{"Get":"Parameters.Deep"}""" + string.Concat(Enumerable.Repeat("]", 40)));

        var resolved = new ExpressionEvaluator(scope.Scope with { Parameter = _ => deep }).Resolve(arguments);

        Assert.Equal(100, Assert.IsType<Evaluation.Value>(resolved).Json.GetRawText().Count(c => c == '['));
    }

    private string Value(string expression) =>
        Assert.IsType<Evaluation.Value>(expression.Contains('"', StringComparison.Ordinal) ? scope.Evaluator.Resolve(Json.Of(expression)) : scope.Resolve(expression)).Json.GetRawText();
}
