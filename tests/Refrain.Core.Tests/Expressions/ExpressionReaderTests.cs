using Refrain.Core.Expressions;

namespace Refrain.Core.Tests.Expressions;

public sealed class ExpressionReaderTests
{
    [Fact]
    public void Expressions_are_found_outer_before_inner_with_their_places()
    {
        var found = ExpressionReader.In(
            Json.Loose(
                """
                {'a':[{'Get':'Parameters.X'},{'Std:Join':{'Values':['-',{'Get':'Steps.A.B'},{'Std:Join':{'Values':[{'Get':'Parameters.Y'}]}}]}}],
                 'b':{'Std:JsonGet':{'S3Uri':{'Std:Join':{'Values':[{'Get':'Steps.C.D'}]}},'Path':'x'}},
                 'c':{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.F'},'Path':'x'}},
                 'd':{'Get':'Parameters.X','other':1}}
                """),
            "$",
            problem => Assert.Fail(problem.ToString()));

        Assert.Equal(
            [
                "$.a[0] Get ",
                "$.a[1] Join ",
                "$.a[1]['Std:Join'].Values[1] Get A",
                "$.a[1]['Std:Join'].Values[2] Join ",
                "$.a[1]['Std:Join'].Values[2]['Std:Join'].Values[0] Get ",
                "$.b S3Get ",
                "$.b['Std:JsonGet'].S3Uri Join ",
                "$.b['Std:JsonGet'].S3Uri['Std:Join'].Values[0] Get C",
                "$.c PropertyFileGet E",
            ],
            found.Select(placed => $"{placed.Path} {placed.Expression.GetType().Name} {placed.Expression.NamedStep}"));
    }

    [Theory]
    [InlineData("{'Get':5}", "$.x.Get", "A Get must be a string.")]
    [InlineData("{'Get':'Nope'}", "$.x.Get", "The reference 'Nope' cannot be read: it must begin with Parameters., Execution., PipelineExperimentConfig. or Steps..")]
    [InlineData("{'Std:Join':[]}", "$.x['Std:Join']", "Expecting start of Json Object.")]
    [InlineData("{'Std:Join':{}}", "$.x['Std:Join'].Values", "Expecting start of Json Array.")]
    [InlineData("{'Std:Join':{'On':{'Get':'Parameters.X'},'Values':[]}}", "$.x['Std:Join'].On", "The separator of a Std:Join must be a string.")]
    [InlineData("{'Std:JsonGet':'x'}", "$.x['Std:JsonGet']", "Expecting start of Json Object.")]
    [InlineData("{'Std:JsonGet':{'S3Uri':'s3://b/k'}}", "$.x['Std:JsonGet'].Path", "The Path of a Std:JsonGet cannot be read.")]
    [InlineData("{'Std:JsonGet':{'S3Uri':'s3://b/k','Path':{'Get':'Parameters.X'}}}", "$.x['Std:JsonGet'].Path", "The Path of a Std:JsonGet cannot be read.")]
    [InlineData("{'Std:JsonGet':{'Path':'a'}}", "$.x['Std:JsonGet'].PropertyFile", "A Std:JsonGet must name a property file or an S3Uri.")]
    [InlineData("{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.A.B'},'Path':'a'}}", "$.x['Std:JsonGet'].PropertyFile", "A Std:JsonGet must name a property file or an S3Uri.")]
    [InlineData("{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.F'},'S3Uri':'s3://b/k','Path':'a'}}", "$.x['Std:JsonGet']", "A Std:JsonGet names both a property file and an S3Uri.")]
    [InlineData("{'Std:JsonGet':{'S3Uri':['s3://b/k'],'Path':'a'}}", "$.x['Std:JsonGet'].S3Uri", "The S3Uri of a Std:JsonGet must be a string.")]
    [InlineData("{'Std:JsonGet':{'S3Uri':{'Std:Join':{'Values':[{'Std:JsonGet':{'S3Uri':'s3://b/k','Path':'a'}}]}},'Path':'a'}}", "$.x['Std:JsonGet'].S3Uri", "The S3Uri of a Std:JsonGet cannot hold another Std:JsonGet.")]
    public void What_cannot_be_read_is_reported_with_its_place_and_the_walk_goes_on(string expression, string path, string message)
    {
        var problems = new List<Diagnostic>();

        var found = ExpressionReader.In(Json.Loose($"{{'x':{expression},'y':{{'Get':'Parameters.Y'}}}}"), "$", problems.Add).ToList();

        var problem = Assert.Single(problems);
        Assert.Equal((path, message), (problem.Path, problem.Message));
        Assert.Equal("$.y", Assert.Single(found).Path);
    }

    [Theory]
    [InlineData("{'Std:Join':{'Values':[],'Separator':'-'}}", "$.x['Std:Join'].Separator", "Cannot parse object, unknown property 'Separator'.")]
    [InlineData("{'Std:Join':{'Values':['a',[1]]}}", "$.x['Std:Join'].Values[1]", "A value of a Std:Join cannot be an object or an array.")]
    [InlineData("{'Std:JsonGet':{'S3Uri':'s3://b/k','Path':'a','File':'f'}}", "$.x['Std:JsonGet'].File", "Cannot parse object, unknown property 'File'.")]
    public void What_an_expression_has_too_much_is_reported(string expression, string path, string message)
    {
        var problems = new List<Diagnostic>();

        _ = ExpressionReader.In(Json.Loose($"{{'x':{expression}}}"), "$", problems.Add).ToList();

        Assert.Equal((path, message), (Assert.Single(problems).Path, problems[0].Message));
    }

    [Fact]
    public void A_null_separator_counts_as_absent() =>
        Assert.Equal(new Expression.Join("", []), ExpressionReader.Read(Json.Loose("{'Std:Join':{'On':null,'Values':[]}}"), "$", problem => Assert.Fail(problem.ToString())));
}
