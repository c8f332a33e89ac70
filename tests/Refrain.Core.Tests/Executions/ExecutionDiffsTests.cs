using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Tests.Executions;

public sealed class ExecutionDiffsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PipelineDefinition Definition = TestPipeline.Draw("A > B, B > Cond ?> D");

    [Fact]
    public void An_execution_equals_another_that_did_the_same_however_long_it_took()
    {
        var diff = Compare([Ran("A", seconds: 1), Ran("B", seconds: 2)], [Ran("A", seconds: 50), Ran("B", seconds: 60)]);

        Assert.True(diff.IsEqual);
        Assert.Equal("A 1 50, B 2 60", string.Join(", ", diff.Steps.Select(step => $"{step.Step} {step.Old!.Duration?.TotalSeconds} {step.New!.Duration?.TotalSeconds}")));
    }

    [Fact]
    public void Parameters_are_compared_by_name()
    {
        var old = Execution([]) with { Parameters = [new("Same", "1"), new("Changed", "1"), new("Gone", "x")] };
        var @new = Execution([]) with { Parameters = [new("Added", "y"), new("Changed", "2"), new("Same", "1")] };
        var diff = ExecutionDiffs.Between(old, @new, DefinitionDiff.None);

        Assert.Equal([new ParameterDifference("Added", null, "y"), new("Changed", "1", "2"), new("Gone", "x", null)], diff.Parameters);
        Assert.False(diff.IsEqual);
    }

    [Fact]
    public void A_step_that_was_not_reached_in_one_of_them_is_different()
    {
        var diff = Compare([Ran("A")], [Ran("A"), Ran("B", status: StepStatus.Failed)]);

        Assert.Equal(["A", "B"], diff.Steps.Select(step => step.Step.Value));
        Assert.Equal((null, StepStatus.Failed, true), (diff.Steps[1].Old, diff.Steps[1].New!.Status, diff.Steps[1].IsChanged));
        Assert.False(diff.IsEqual);
    }

    [Fact]
    public void Steps_that_only_the_old_definition_has_come_last()
    {
        var old = Execution([Ran("Old"), Ran("A")]) with { Definition = TestPipeline.Draw("Old > A") };

        Assert.Equal(["A", "B", "Old"], ExecutionDiffs.Between(old, Execution([Ran("A"), Ran("B")]), DefinitionDiff.None).Steps.Select(step => step.Step.Value));
    }

    [Fact]
    public void A_condition_that_chose_otherwise_is_different()
    {
        var diff = Compare([Decided(true)], [Decided(false)]);

        Assert.Equal((true, false, true), (diff.Steps[0].Old!.Outcome, diff.Steps[0].New!.Outcome, diff.Steps[0].IsChanged));
        Assert.True(Compare([Decided(true)], [Decided(true)]).IsEqual);
    }

    [Fact]
    public void Inputs_are_compared_by_their_bytes_and_not_by_where_they_were()
    {
        var diff = Compare([Ran("A", inputs: [new("train", "s3://b/1", "d1"), new("test", "s3://b/t", "t1")])], [Ran("A", inputs: [new("train", "s3://b/2", "d1"), new("test", "s3://b/t", "t2")])]);

        Assert.Equal([new InputDifference("train", "s3://b/1", "d1", "s3://b/2", "d1"), new("test", "s3://b/t", "t1", "s3://b/t", "t2")], diff.Steps[0].Inputs);
        Assert.Equal([false, true], diff.Steps[0].Inputs.Select(input => input.IsChanged));
        Assert.True(diff.Steps[0].IsChanged);
    }

    [Fact]
    public void An_input_that_only_one_of_them_had_is_different()
    {
        var input = Compare([Ran("A")], [Ran("A", inputs: [new("train", "s3://b/1", "d1")])]).Steps[0].Inputs.Single();

        Assert.Equal((new InputDifference("train", null, null, "s3://b/1", "d1"), true), (input, input.IsChanged));
    }

    [Theory]
    [InlineData("c2", "i1", "e1", "code")]
    [InlineData("c1", "i2", "e2", "image environment")]
    [InlineData("c1", "i1", "e1", "")]
    public void What_else_the_job_was_made_of_is_named(string code, string image, string environment, string parts)
    {
        var other = Ran("A") with { Report = Ran("A").Report with { Identity = Identity([]) with { Code = code, Image = image, Environment = environment } } };
        var diff = Compare([Ran("A")], [other]);

        Assert.Equal((parts, parts.Length == 0), (string.Join(' ', diff.Steps[0].Parts), diff.IsEqual));
    }

    [Fact]
    public void Metrics_are_those_of_the_job_and_the_numbers_of_its_property_files()
    {
        var old = Measured([new MetricValue("rmse", 2.5, Noon)], """{"mse": {"value": 4.5, "unit": "rings"}, "list": [1, 2]}""");
        var @new = Measured([new MetricValue("rmse", 2, Noon), new MetricValue("mae", 1, Noon)], """{"mse": {"value": 4.5}}""");
        var diff = Compare([old], [@new]);

        Assert.Equal(
            "rmse 2.5 2 -0.5, mae  1 , Report.mse.value 4.5 4.5 0, Report.list[0] 1  , Report.list[1] 2  ",
            string.Join(", ", diff.Steps[0].Metrics.Select(one => FormattableString.Invariant($"{one.Name} {one.Old} {one.New} {one.Difference}"))));
        Assert.True(diff.Steps[0].IsChanged);
        Assert.True(Compare([old], [old]).IsEqual);
    }

    [Fact]
    public void A_property_file_full_of_numbers_is_data_of_which_the_first_hundred_are_enough() =>
        Assert.Equal(100, Compare([], [Measured([], $"[{string.Join(',', Enumerable.Range(0, 5000))}]")]).Steps[0].Metrics.Count);

    [Fact]
    public void A_number_beyond_all_numbers_is_no_metric() => Assert.Empty(Compare([], [Measured([], """{"x": 1e999}""")]).Steps[0].Metrics);

    [Fact]
    public void A_reused_step_and_one_from_the_cache_are_marked_and_count_as_the_same()
    {
        var cached = Ran("A") with { Report = Ran("A").Report with { CacheHit = new CacheHit(new PipelineExecutionArn(new PipelineArn(new AwsScope("r", "123456789012"), "p"), "earlier"), Noon, Noon.AddSeconds(7)) } };
        var diff = Compare([Ran("A")], [Ran("A") with { IsReused = true }]);

        Assert.Equal((StepOrigin.Run, StepOrigin.Reuse, true), (diff.Steps[0].Old!.Origin, diff.Steps[0].New!.Origin, diff.IsEqual));
        Assert.Equal((StepOrigin.CacheHit, TimeSpan.FromSeconds(7)), (Compare([], [cached]).Steps[0].New!.Origin, Compare([], [cached]).Steps[0].New!.Duration));
    }

    [Fact]
    public void Another_version_or_end_of_the_execution_is_a_difference()
    {
        var old = Execution([]);

        Assert.False(ExecutionDiffs.Between(old, old with { Side = old.Side with { Status = ExecutionStatus.Failed } }, DefinitionDiff.None).IsEqual);
        Assert.True(ExecutionDiffs.Between(old, old with { Side = old.Side with { Version = 2, StartedAt = Noon.AddDays(1) } }, DefinitionDiff.None).IsEqual);
        Assert.False(ExecutionDiffs.Between(old, old, DefinitionDiff.None with { Added = TestPipeline.Names("X") }).IsEqual);
    }

    private static ExecutionDiff Compare(ValueList<ComparedStep> old, ValueList<ComparedStep> @new) => ExecutionDiffs.Between(Execution(old), Execution(@new), DefinitionDiff.None);

    private static ComparedExecution Execution(ValueList<ComparedStep> steps) => new(
        new ExecutionSide(new PipelineExecutionArn(new PipelineArn(new AwsScope("r", "123456789012"), "p"), "x"), 1, ExecutionStatus.Succeeded, Noon, TimeSpan.FromSeconds(9)), Definition, [], steps);

    private static ComparedStep Ran(string step, int seconds = 1, StepStatus status = StepStatus.Succeeded, ValueList<InputDigest>? inputs = null) => new(
        new StepReport
        {
            Step = new StepName(step), Position = 0, Type = "Processing", Status = status, StartedAt = Noon, EndedAt = Noon.AddSeconds(seconds), JobName = "job", Identity = Identity(inputs ?? []), Length = 1,
        },
        IsReused: false);

    private static ComparedStep Decided(bool outcome) =>
        new(Ran("Cond").Report with { Type = ConditionStepType.TypeName, JobName = null, Identity = null, Result = ConditionStepType.Result(outcome) }, IsReused: false);

    private static ComparedStep Measured(ValueList<MetricValue> metrics, string report) => new(
        Ran("A").Report with
        {
            Result = new StepResult { Metadata = RawJson.EmptyObject, Properties = RawJson.EmptyObject, Metrics = metrics, PropertyFiles = [new PropertyFileContent("Report", new RawJson(report), null)] },
        },
        IsReused: false);

    private static StepIdentity Identity(ValueList<InputDigest> inputs) => new() { Definition = "d1", Arguments = "a1", Image = "i1", Environment = "e1", Code = "c1", Inputs = inputs };
}
