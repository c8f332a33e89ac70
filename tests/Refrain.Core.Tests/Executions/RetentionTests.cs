using Refrain.Core.Executions;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Tests.Executions;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    // Executions are drawn newest first, one a day; "!" still runs, "a<b" leans on b.
    [Theory]
    [InlineData("a b c", null, null, "")]
    [InlineData("a b c", 2, null, "c")]
    [InlineData("a b c", null, 1, "b c")]
    [InlineData("a b c d", 1, 2, "c d")]
    [InlineData("a b c d", 3, 1, "d")]
    [InlineData("a! b c", 1, null, "c")]
    [InlineData("a b c!", 1, 1, "b")]
    [InlineData("a<c b c", 1, null, "b")]
    [InlineData("a<b b<c c d", 1, null, "d")]
    [InlineData("a!<c b<d c d", 1, null, "")]
    [InlineData("a b<c c", 1, null, "b c")]
    [InlineData("a<z b", 1, null, "b")]
    public void An_execution_goes_when_every_rule_lets_it_go_and_nobody_kept_leans_on_it(string drawn, int? executions, int? days, string gone)
    {
        var verdicts = RetentionRule.Judge(Draw(drawn), _ => new Retention(executions, days), now);

        Assert.Equal(gone, string.Join(' ', verdicts.Where(verdict => verdict.Goes).Select(verdict => verdict.Execution.Arn.ExecutionId).Order()));
    }

    [Fact]
    public void A_verdict_says_why()
    {
        var verdicts = RetentionRule.Judge(Draw("a<c b c"), _ => new Retention(1, null), now);

        Assert.Equal(
            ["c: execution a, which is kept, uses its results", "b: 1 newer ones have ended, 1 are kept"],
            verdicts.Select(verdict => $"{verdict.Execution.Arn.ExecutionId}: {verdict.Because}"));
        Assert.Equal(
            "2 newer ones have ended, 1 are kept; it ended on 2026-03-29, more than 1 days ago",
            RetentionRule.Judge(Draw("a b c"), _ => new Retention(1, 1), now)[0].Because);
    }

    [Fact]
    public void Pipelines_are_counted_apart()
    {
        var two = Draw("a b").Concat(Draw("c d").Select(execution => execution with { PipelineId = 2 })).ToValueList();

        Assert.Equal(["b"], RetentionRule.Judge(two, execution => execution.PipelineId == 1 ? new Retention(1, null) : Retention.All, now).Select(verdict => verdict.Execution.Arn.ExecutionId));
    }

    [Theory]
    [InlineData("1", true, 1)]
    [InlineData("all", true, null)]
    [InlineData("0", false, null)]
    [InlineData("-1", false, null)]
    [InlineData("many", false, null)]
    [InlineData("1000001", false, null)]
    public void A_number_is_at_least_one(string text, bool isRead, int? number)
    {
        Assert.Equal(isRead, Retention.TryParse(text, out var read));
        Assert.Equal(number, read);
    }

    private static ValueList<RetainedExecution> Draw(string drawn) => drawn.Split(' ').Select((word, index) =>
    {
        var parts = word.Replace("!", "", StringComparison.Ordinal).Split('<');
        var at = now.AddDays(-index).AddMinutes(-1);
        return new RetainedExecution(Arn(parts[0]), 1, 1, !word.Contains('!', StringComparison.Ordinal), at, at, parts.Skip(1).Select(Arn).ToValueList());
    }).ToValueList();

    private static PipelineExecutionArn Arn(string id) => new(new PipelineArn(new AwsScope("us-east-1", "123456789012"), "p"), id);
}
