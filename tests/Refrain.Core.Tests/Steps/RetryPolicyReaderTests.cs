using Refrain.Core.Definitions;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Steps;

public sealed class RetryPolicyReaderTests
{
    [Theory]
    [InlineData("{'ExceptionType':['Step.THROTTLING'],'IntervalSeconds':30,'BackoffRate':1.5,'MaxAttempts':10}", "Step.THROTTLING 30 1.5 10 -")]
    [InlineData("{'ExceptionType':['Step.THROTTLING','SageMaker.CAPACITY_ERROR'],'ExpireAfterMin':60}", "Step.THROTTLING+SageMaker.CAPACITY_ERROR 1 2 - 60")]
    [InlineData("{'ExceptionType':'Step.SERVICE_FAULT'}", "Step.SERVICE_FAULT 1 2 5 -")]
    [InlineData("{'ExceptionType':['SageMaker.JOB_INTERNAL_ERROR'],'MaxAttempts':0,'BackoffRate':0,'IntervalSeconds':0}", "SageMaker.JOB_INTERNAL_ERROR 0 0 0 -")]
    [InlineData("{'ExceptionType':['SageMaker.RESOURCE_LIMIT'],'MaxAttempts':20,'IntervalSeconds':43200,'ExpireAfterMin':null}", "SageMaker.RESOURCE_LIMIT 43200 2 20 -")]
    [InlineData("{'ExceptionType':['Step.THROTTLING'],'ExpireAfterMin':14400}", "Step.THROTTLING 1 2 - 14400")]
    public void A_policy_is_read_with_its_defaults(string policy, string expected)
    {
        var reading = Read("Processing", $"[{policy}]");

        Assert.Equal([], reading.Problems);
        Assert.Equal(expected, Text(Assert.Single(reading.Definition!.Steps[0].RetryPolicies)));
    }

    [Fact]
    public void Policies_keep_their_order() =>
        Assert.Equal(
            ["Step.THROTTLING 1 2 5 -", "Step.SERVICE_FAULT 1 2 5 -"],
            Read("Processing", "[{'ExceptionType':['Step.THROTTLING']},{'ExceptionType':['Step.SERVICE_FAULT']}]").Definition!.Steps[0].RetryPolicies.Select(Text));

    [Theory]
    [InlineData("{}", "", "Expecting start of Json Array.")]
    [InlineData("[1]", "[0]", "Expecting start of Json Object.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'Attempts':1}]", "[0].Attempts", "Cannot parse object, unknown property 'Attempts'.")]
    [InlineData("[{'MaxAttempts':1}]", "[0].ExceptionType", "A retry policy needs an ExceptionType.")]
    [InlineData("[{'ExceptionType':[]}]", "[0].ExceptionType", "A retry policy needs an ExceptionType.")]
    [InlineData("[{'ExceptionType':['Step.OTHER']}]", "[0].ExceptionType", "Model Validation failed: Value 'Step.OTHER' for 'ExceptionType' failed to satisfy enum value set: [Step.SERVICE_FAULT, Step.THROTTLING, SageMaker.JOB_INTERNAL_ERROR, SageMaker.CAPACITY_ERROR, SageMaker.RESOURCE_LIMIT, Emr.RESOURCE_LIMIT]")]
    [InlineData("[{'ExceptionType':[5]}]", "[0].ExceptionType", "Model Validation failed: Value '5' for 'ExceptionType' failed to satisfy enum value set: [Step.SERVICE_FAULT, Step.THROTTLING, SageMaker.JOB_INTERNAL_ERROR, SageMaker.CAPACITY_ERROR, SageMaker.RESOURCE_LIMIT, Emr.RESOURCE_LIMIT]")]
    [InlineData("[{'ExceptionType':['Emr.RESOURCE_LIMIT']}]", "[0].ExceptionType", "A step of type Processing cannot be retried for 'Emr.RESOURCE_LIMIT'.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'MaxAttempts':3,'ExpireAfterMin':5}]", "[0]", "A retry policy has both MaxAttempts and ExpireAfterMin.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'MaxAttempts':21}]", "[0].MaxAttempts", "MaxAttempts 21 of a retry policy is out of range.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'MaxAttempts':-1}]", "[0].MaxAttempts", "MaxAttempts -1 of a retry policy is out of range.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'MaxAttempts':1.5}]", "[0].MaxAttempts", "MaxAttempts 1.5 of a retry policy is out of range.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'IntervalSeconds':43201}]", "[0].IntervalSeconds", "IntervalSeconds 43201 of a retry policy is out of range.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'ExpireAfterMin':14401}]", "[0].ExpireAfterMin", "ExpireAfterMin 14401 of a retry policy is out of range.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'BackoffRate':-0.1}]", "[0].BackoffRate", "BackoffRate -0.1 of a retry policy is out of range.")]
    [InlineData("[{'ExceptionType':['Step.THROTTLING'],'BackoffRate':'2'}]", "[0].BackoffRate", "BackoffRate \"2\" of a retry policy is out of range.")]
    public void A_wrong_policy_is_refused(string policies, string path, string message)
    {
        var problem = Assert.Single(Read("Processing", policies).Problems);

        Assert.Equal(($"$.Steps[0].RetryPolicies{path}", message), (problem.Path, problem.Message));
        Assert.NotEqual("", problem.Expected);
    }

    [Theory]
    [InlineData("Training", "SageMaker.CAPACITY_ERROR", true)]
    [InlineData("Tuning", "SageMaker.JOB_INTERNAL_ERROR", true)]
    [InlineData("Transform", "SageMaker.RESOURCE_LIMIT", true)]
    [InlineData("QualityCheck", "SageMaker.CAPACITY_ERROR", true)]
    [InlineData("EMR", "Emr.RESOURCE_LIMIT", true)]
    [InlineData("EndpointConfig", "Step.THROTTLING", true)]
    [InlineData("RegisterModel", "Step.SERVICE_FAULT", true)]
    [InlineData("RegisterModel", "SageMaker.CAPACITY_ERROR", false)]
    [InlineData("Model", "SageMaker.RESOURCE_LIMIT", false)]
    public void Every_type_says_what_it_is_retried_for(string type, string exception, bool isTaken)
    {
        var problems = Read(type, $"[{{'ExceptionType':['{exception}']}}]").Problems.Where(problem => problem.Path.Contains("RetryPolicies", StringComparison.Ordinal));

        Assert.Equal(isTaken ? [] : [$"A step of type {type} cannot be retried for '{exception}'."], problems.Select(problem => problem.Message));
    }

    [Theory]
    [InlineData("Condition")]
    [InlineData("Fail")]
    [InlineData("Lambda")]
    [InlineData("Callback")]
    [InlineData("Endpoint")]
    [InlineData("Lineage")]
    public void A_type_that_is_not_retried_has_no_policies(string type)
    {
        Assert.Contains("Cannot parse object, unknown property 'RetryPolicies'.", Read(type, "[]").Problems.Select(problem => problem.Message));
        Assert.DoesNotContain("Cannot parse object, unknown property 'RetryPolicies'.", Read(type, "null").Problems.Select(problem => problem.Message));
    }

    [Fact]
    public void The_ranges_are_limits() =>
        Assert.Equal(
            [],
            Read("Processing", "[{'ExceptionType':['Step.THROTTLING'],'MaxAttempts':21,'IntervalSeconds':43201}]", Limits.Default with { RetryMaxAttempts = 21, RetryIntervalSeconds = 43_201 }).Problems);

    private static string Text(RetryPolicy policy) => FormattableString.Invariant(
        $"{string.Join('+', policy.ExceptionTypes)} {policy.IntervalSeconds} {policy.BackoffRate} {policy.MaxAttempts?.ToString() ?? "-"} {policy.ExpireAfterMin?.ToString() ?? "-"}");

    private static DefinitionReading Read(string type, string policies, Limits? limits = null) =>
        DefinitionReader.Read($"{{'Steps':[{{'Name':'A','Type':'{type}','RetryPolicies':{policies}}}]}}".Replace('\'', '"'), limits ?? Limits.Default);
}
