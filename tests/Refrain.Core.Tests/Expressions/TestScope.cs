using System.Text.Json;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Tests.Expressions;

/// <summary>A scope with a little of everything, and a record of what was asked.</summary>
internal sealed class TestScope
{
    private const string Train = """{"ModelArtifacts":{"S3ModelArtifacts":"s3://b/m.tar.gz"},"FinalMetricDataList":[{"MetricName":"v:rmse","Value":2.25}],"Count":3}""";

    public List<string> Asked { get; } = [];

    public EvaluationScope Scope => new()
    {
        Parameter = name => Answer(name, name switch
        {
            "Text" => JsonText.String("hello"),
            "Whole" => Json.Of("5"),
            "Real" => Json.Of("6.0"),
            "Small" => Json.Of("1E-05"),
            "Yes" => JsonText.Boolean(true),
            _ => null,
        }),
        ExecutionVariable = name => name switch { "PipelineName" => "P", "PipelineExecutionId" => "abcdefghijkl", _ => null },
        Properties = step => Answer(step.Value, step.Value switch { "Train" => Json.Of(Train), "Gate" => Json.Of("""{"Outcome":true}"""),
            "Timed" => Json.Of(
                """
                {"CreationTime":1700000000.123,"Zone":{"Timestamp":0,"EndTimestamp":1700000000},"TrainingTimeInSeconds":5,"Runs":[{"StartTime":1},{"StartTime":2.5}],
                 "StartTime":"as text","HugeTime":1e300,"OutputParameters":{"StartTime":7}}
                """),
            _ => null,
        }),
        PropertyFile = (_, name) => name switch
        {
            "Report" => (Json.Of("""{"metrics":{"mse":{"value":4.5}},"list":[1,{"a b":"x"}]}"""), null),
            "Half" => (Json.Of("""{"mse":"\ud800"}"""), null),
            "Broken" => (null, "it is not JSON"),
            _ => (null, null),
        },
        Experiment = name => name == "ExperimentName" ? "E" : null,
        StoredObject = place => place == new S3Uri("b", "results/a.json") ? (Json.Of("""{"Result":[7,{"k":"v"}]}"""), null)
            : place.Key == "broken" ? (null, "it is not JSON")
            : null,
    };

    public ExpressionEvaluator Evaluator => new(Scope);

    public Evaluation Resolve(string looseJson) => Evaluator.Resolve(Json.Loose(looseJson));

    private JsonElement? Answer(string name, JsonElement? value)
    {
        Asked.Add(name);
        return value;
    }
}
