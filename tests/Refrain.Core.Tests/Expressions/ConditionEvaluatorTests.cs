using Refrain.Core.Expressions;

namespace Refrain.Core.Tests.Expressions;

public sealed class ConditionEvaluatorTests
{
    private const string NotComparable = "Values of different kinds cannot be compared: ";
    private readonly TestScope scope = new();

    [Theory]
    [InlineData("Equals", "1", "1.0", true)]
    [InlineData("Equals", "1", "2", false)]
    [InlineData("Equals", "1e2", "100", true)]
    [InlineData("Equals", "'a'", "'a'", true)]
    [InlineData("Equals", "'a'", "'A'", false)]
    [InlineData("Equals", "true", "true", true)]
    [InlineData("Equals", "true", "false", false)]
    [InlineData("Equals", "0.1", "0.10000000000000000000000001", false)]
    [InlineData("Equals", "1e300", "1e300", true)]
    [InlineData("NotEquals", "1", "2", true)]
    [InlineData("NotEquals", "'a'", "'a'", false)]
    [InlineData("NotEquals", "true", "false", true)]
    [InlineData("GreaterThan", "2", "1.5", true)]
    [InlineData("GreaterThan", "1.5", "1.5", false)]
    [InlineData("GreaterThan", "'1'", "'3'", false)]
    [InlineData("GreaterThan", "'b'", "'a'", true)]
    [InlineData("GreaterThan", "'a'", "'B'", true)]
    [InlineData("GreaterThanOrEqualTo", "1.5", "1.5", true)]
    [InlineData("GreaterThanOrEqualTo", "1", "1.5", false)]
    [InlineData("LessThan", "-1", "0", true)]
    [InlineData("LessThan", "0", "0", false)]
    [InlineData("LessThan", "1e-400", "1e300", true)]
    [InlineData("LessThanOrEqualTo", "0", "0", true)]
    [InlineData("LessThanOrEqualTo", "{'Get':'Steps.Train.Count'}", "{'Get':'Parameters.Whole'}", true)]
    [InlineData("LessThanOrEqualTo", "{'Std:JsonGet':{'PropertyFile':{'Get':'Steps.E.PropertyFiles.Report'},'Path':'metrics.mse.value'}}", "{'Get':'Parameters.Real'}", true)]
    public void Two_values_of_one_kind_are_compared(string type, string left, string right, bool expected) =>
        Assert.Equal(Truth(expected), Evaluate($"{{'Type':'{type}','LeftValue':{left},'RightValue':{right}}}"));

    [Theory]
    [InlineData("[1]", "1", "The LeftValue of a condition must be one value, and is an array.")]
    [InlineData("1", "{'a':1}", "The RightValue of a condition must be one value, and is an object.")]
    [InlineData("{'Get':'Steps.Train.FinalMetricDataList[0:1].Value'}", "2.25", "The LeftValue of a condition must be one value, and is an array.")]
    public void Several_values_where_one_is_needed_fail_the_step(string left, string right, string reason) =>
        Assert.Equal(new Evaluation.Failed(reason), Evaluate($"{{'Type':'Equals','LeftValue':{left},'RightValue':{right}}}"));

    [Theory]
    [InlineData("Equals", "1", "'1'")]
    [InlineData("Equals", "true", "'true'")]
    [InlineData("Equals", "true", "1")]
    [InlineData("NotEquals", "1", "'1'")]
    [InlineData("GreaterThan", "1", "'1'")]
    [InlineData("GreaterThan", "true", "false")]
    [InlineData("LessThanOrEqualTo", "true", "true")]
    public void Values_that_cannot_be_compared_fail_the_step(string type, string left, string right) =>
        Assert.Equal(
            new Evaluation.Failed($"{NotComparable}{left} and {right}.".Replace('\'', '"')),
            Evaluate($"{{'Type':'{type}','LeftValue':{left},'RightValue':{right}}}"));

    [Theory]
    [InlineData("{'Type':'In','QueryValue':2,'Values':[1,2.0]}", true)]
    [InlineData("{'Type':'In','QueryValue':2,'Values':['2',true]}", false)]
    [InlineData("{'Type':'In','QueryValue':{'Get':'Parameters.Text'},'Values':['x',{'Get':'Parameters.Text'}]}", true)]
    [InlineData("{'Type':'In','QueryValue':true,'Values':[true]}", true)]
    [InlineData("{'Type':'In','QueryValue':1,'Values':[]}", false)]
    [InlineData("{'Type':'In','Value':1,'In':[1]}", true)]
    [InlineData("{'Type':'NotIn','Value':1,'In':[1]}", false)]
    [InlineData("{'Type':'NotIn','QueryValue':1,'Values':['1']}", true)]
    [InlineData("{'Type':'Not','Condition':{'Type':'Equals','LeftValue':1,'RightValue':1}}", false)]
    [InlineData("{'Type':'Not','Condition':{'Type':'Not','Condition':{'Type':'Equals','LeftValue':1,'RightValue':1}}}", true)]
    [InlineData("{'Type':'Or','Conditions':[]}", false)]
    [InlineData("{'Type':'Or','Conditions':[{'Type':'Equals','LeftValue':1,'RightValue':2},{'Type':'In','QueryValue':1,'Values':[1]}]}", true)]
    [InlineData("{'Type':'And','Conditions':[]}", true)]
    [InlineData("{'Type':'And','Conditions':[{'Type':'Equals','LeftValue':1,'RightValue':1},{'Type':'Equals','LeftValue':1,'RightValue':2}]}", false)]
    public void Membership_and_logic(string condition, bool expected) => Assert.Equal(Truth(expected), Evaluate(condition));

    [Fact]
    public void All_conditions_must_hold_and_no_condition_holds()
    {
        Assert.Equal(Truth(true), Evaluate(""));
        Assert.Equal(Truth(false), Evaluate("{'Type':'Equals','LeftValue':1,'RightValue':1},{'Type':'Equals','LeftValue':1,'RightValue':2}"));
    }

    [Theory]
    [InlineData("{'Type':'Equals','LeftValue':1,'RightValue':2},{'Type':'Equals','LeftValue':{'Get':'Parameters.Nope'},'RightValue':2}", false)]
    [InlineData("{'Type':'Or','Conditions':[{'Type':'Equals','LeftValue':1,'RightValue':1},{'Type':'Equals','LeftValue':{'Get':'Parameters.Nope'},'RightValue':2}]}", true)]
    [InlineData("{'Type':'In','QueryValue':1,'Values':[1,{'Get':'Parameters.Nope'}]}", true)]
    public void An_operand_that_is_not_needed_is_not_evaluated(string conditions, bool expected)
    {
        Assert.Equal(Truth(expected), Evaluate(conditions));
        Assert.DoesNotContain("Nope", scope.Asked);
    }

    [Theory]
    [InlineData("{'Type':'Equals','LeftValue':{'Get':'Parameters.Nope'},'RightValue':2}", "Unable to resolve property 'Parameters.Nope'")]
    [InlineData("{'Type':'Not','Condition':{'Type':'Equals','LeftValue':1,'RightValue':'1'}}", NotComparable + "1 and \"1\".")]
    [InlineData("{'Type':'Or','Conditions':[{'Type':'Equals','LeftValue':1,'RightValue':'1'},{'Type':'Equals','LeftValue':1,'RightValue':1}]}", NotComparable + "1 and \"1\".")]
    [InlineData("{'Type':'Equals','LeftValue':1}", "The condition has no RightValue.")]
    [InlineData("{'Type':'Bogus'}", "There is no condition of type 'Bogus'.")]
    public void A_condition_that_cannot_be_decided_fails_the_step(string condition, string reason) =>
        Assert.Equal(new Evaluation.Failed(reason), Evaluate(condition));

    [Fact]
    public void An_object_that_must_be_read_first_is_asked_for() =>
        Assert.IsType<Evaluation.Missing>(Evaluate("{'Type':'LessThan','LeftValue':{'Std:JsonGet':{'S3Uri':'s3://b/later','Path':'x'}},'RightValue':2}"));

    private static string Truth(bool value) => value ? "true" : "false";

    // A truth as its JSON text, anything else as it is.
    private object Evaluate(string conditions) =>
        new ConditionEvaluator(scope.Evaluator).All(Json.Loose($"[{conditions}]").EnumerateArray()) is var answer && answer is Evaluation.Value { Json: var json }
            ? json.GetRawText()
            : answer;
}
