using Refrain.Core.Planning;

namespace Refrain.Core.Tests.Planning;

/// <summary>Outputs given by hand become the document that later steps read.</summary>
public sealed class SuppliedOutputsTests
{
    [Theory]
    [InlineData("ModelArtifacts.S3ModelArtifacts=\"s3://b/m\"", """{"ModelArtifacts":{"S3ModelArtifacts":"s3://b/m"}}""")]
    [InlineData("A.B=1;A.C=true", """{"A":{"B":1,"C":true}}""")]
    [InlineData("Outputs['train'].S3Output.S3Uri=\"s3://b/t\";Outputs['test'].S3Output.S3Uri=\"s3://b/u\"",
        """{"Outputs":[{"OutputName":"train","S3Output":{"S3Uri":"s3://b/t"}},{"OutputName":"test","S3Output":{"S3Uri":"s3://b/u"}}]}""")]
    [InlineData("ProcessingOutputConfig.Outputs['a'].S3Output.S3Uri=\"s3://b/a\";ProcessingOutputConfig.Outputs['a'].AppManaged=false",
        """{"ProcessingOutputConfig":{"Outputs":[{"OutputName":"a","S3Output":{"S3Uri":"s3://b/a"},"AppManaged":false}]}}""")]
    [InlineData("FinalMetricDataList['validation:rmse'].Value=2.5", """{"FinalMetricDataList":[{"MetricName":"validation:rmse","Value":2.5}]}""")]
    [InlineData("OutputParameters['x']=\"y\";HyperParameters['a.b']=\"1\"", """{"OutputParameters":{"x":"y"},"HyperParameters":{"a.b":"1"}}""")]
    [InlineData("List[1]=2;List[0].X=1", """{"List":[{"X":1},2]}""")]
    [InlineData("Whole={\"a\":[1,2]}", """{"Whole":{"a":[1,2]}}""")]
    public void A_path_makes_the_document_that_the_same_path_reads(string given, string properties)
    {
        var (result, problems) = Build("A > B", "A", given);

        Assert.Equal("", problems);
        Assert.Equal(properties, result);
    }

    [Theory]
    [InlineData("A.B=1;A.B=2", "it is given twice")]
    [InlineData("A=1;A.B=2", "it goes on inside a value that was given as a whole")]
    [InlineData("List[100000]=1", "counts too far")]
    [InlineData("Outputs['x']=1", "name one of its members")]
    [InlineData("A[=1", "cannot be read from character")]
    public void What_no_step_could_put_out_is_refused_with_its_path(string given, string problem)
    {
        var (_, problems) = Build("A > B", "A", given);

        Assert.Contains(problem, problems, StringComparison.Ordinal);
        Assert.Contains("'A.", problems, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Outcome=true", "")]
    [InlineData("Outcome=\"true\"", "The outcome of condition 'C' is not given.")]
    [InlineData("Other=1", "The outcome of condition 'C' is not given.")]
    public void A_condition_is_given_by_its_outcome(string given, string problem) =>
        Assert.StartsWith(problem, Build("C ?> D", "C", given).Problems, StringComparison.Ordinal);

    private static (string Properties, string Problems) Build(string pipeline, string step, string given)
    {
        var values = given.Split(';').Select(one => one.Split('=', 2)).Select(parts => new OutputValue(new(step), parts[0], new RawJson(parts[1]).Parse())).ToValueList();
        var problems = new List<Diagnostic>();
        var results = SuppliedOutputs.Build(TestPipeline.Draw(pipeline), values, problems.Add);
        return (results[0].Result.Properties.Text, string.Join(' ', problems));
    }
}
