using Refrain.Core.Jobs;
using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Tests.Jobs;

public sealed class JobLogTests
{
    private static readonly DateTimeOffset Noon = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a=1\na=2\n", "a=([0-9]+)", 2.0)]
    [InlineData("[7]\tvalidation-rmse:2.14e-1", @"#011validation-rmse:(\S+)", 0.214)]
    [InlineData("[7]\tvalidation-rmse:2.14", @"\tvalidation-rmse:(\S+)", 2.14)]
    [InlineData("[7]\ttrain-rmse:1.5\tvalidation-rmse:2.14", @".*\[[0-9]+\].*#011train-rmse:(\S+)", 1.5)]
    [InlineData("loss 3\nloss nan\n", @"loss (\S+)", 3.0)]
    [InlineData("no end of line -5", @"line (-5)", -5.0)]
    public void The_last_number_that_matches_is_the_metric(string log, string regex, double value)
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["log"], log);

        Assert.Equal([new MetricValue("m", value, Noon)], JobLog.Metrics(folder["log"], [new MetricDefinition("m", regex)], Noon));
    }

    [Theory]
    [InlineData("nothing here", "a=([0-9]+)")]
    [InlineData("a=x", "a=(.)")]
    [InlineData("a=1", "a=(")]
    public void What_never_matches_a_number_is_no_metric(string log, string regex)
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["log"], log);

        Assert.Empty(JobLog.Metrics(folder["log"], [new MetricDefinition("m", regex)], Noon));
    }

    [Fact]
    public void An_expression_that_takes_for_ever_is_given_up_and_the_others_go_on()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["log"], $"{new string('a', 40)}!\n{new string('a', 40)}!\nb=4\n");

        var metrics = JobLog.Metrics(folder["log"], [new MetricDefinition("slow", "^(a+)+$"), new MetricDefinition("b", "b=(.)")], Noon);

        Assert.Equal([new MetricValue("b", 4, Noon)], metrics);
    }

    [Fact]
    public void Lines_longer_than_any_buffer_are_searched_at_their_beginning_and_do_not_hide_the_next()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["log"], $"a=1{new string('x', 300_000)}a=2\nb=3\n");

        var metrics = JobLog.Metrics(folder["log"], [new MetricDefinition("a", "a=([0-9])"), new MetricDefinition("b", "^b=(.)")], Noon);

        Assert.Equal([("a", 1.0), ("b", 3.0)], metrics.Select(metric => (metric.Name, metric.Value)));
    }

    [Fact]
    public void The_tail_is_the_last_twenty_lines()
    {
        using var folder = new TestFolder();
        File.WriteAllLines(folder["log"], Enumerable.Range(1, 100).Select(number => $"line {number}"));

        var tail = JobLog.Tail(folder["log"]);

        Assert.StartsWith("line 81\n", tail, StringComparison.Ordinal);
        Assert.EndsWith("\nline 100", tail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tail_has_six_hundred_characters_and_no_half_ones()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["log"], string.Concat(Enumerable.Repeat("😀", 400)) + "x");

        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 299)) + "x", JobLog.Tail(folder["log"]));
    }

    [Fact]
    public void The_tail_shows_what_a_terminal_would_and_none_of_our_own_words()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["log"], "refrain: a note\n10%\r50%\r100%\nwindows\r\n");

        Assert.Equal("100%\nwindows", JobLog.Tail(folder["log"]));
        Assert.Equal("", JobLog.Tail(folder["absent"]));
    }
}
