using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using static Refrain.Core.Tests.Executions.Samples;

namespace Refrain.Core.Tests.Planning;

public sealed class CacheVerdictTests
{
    private static readonly CacheConfig Hour = new(true, IsoDuration.TryParse("PT1H", out var hour) ? hour : null);

    [Theory]
    [InlineData("disabled", false, 30, "a1 b1")]
    [InlineData("disabled", false, 30, null)]
    [InlineData("no-candidate", true, 30, null)]
    [InlineData("differs", true, 30, "a1 b2")]
    [InlineData("differs", true, 90, "a1 b2")]
    [InlineData("differs", true, 30, "a1")]
    [InlineData("differs", true, 30, "a1 b1 c1")]
    [InlineData("expired", true, 90, "a1 b1")]
    [InlineData("unusable", true, 30, "a1 b1")]
    public void A_miss_has_one_reason(string expected, bool enabled, int minutesAgo, string? earlier)
    {
        var runs = earlier is null ? [] : new[] { Run("one", earlier, minutesAgo) }.ToValueList();
        var verdict = CacheVerdict.Miss(Key("a1 b1"), enabled ? Hour : null, Start, runs);

        Assert.Equal((expected, earlier is null), (verdict.Code, verdict.Nearest is null));
        Assert.EndsWith(".", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a1 b2 c1", "b")]
    [InlineData("a1 b1", "c")]
    [InlineData("a1 b1 c1 d1", "d")]
    [InlineData("x1", "a b c x")]
    public void Attributes_that_differ_are_named_also_those_that_only_one_of_them_has(string earlier, string expected) =>
        Assert.Equal(expected, string.Join(' ', CacheVerdict.Miss(Key("a1 b1 c1"), Hour, Start, [Run("one", earlier, 1)]).Differing));

    [Fact]
    public void The_nearest_run_is_the_one_that_differs_least_and_of_several_the_latest()
    {
        var verdict = CacheVerdict.Miss(Key("a1 b1 c1"), Hour, Start, [Run("latest", "a2 b2 c1", 1), Run("near", "a1 b2 c1", 2), Run("also-near", "a2 b1 c1", 3)]);

        Assert.Equal("near", verdict.Nearest?.Execution.ExecutionId);
        Assert.Equal("No earlier run has the same key; the run of execution near comes nearest and differs in b.", verdict.Reason);
    }

    // Attributes by their first letter, digests as written.
    private static StepCacheKey Key(string attributes) =>
        new(CacheIdentity.Aws, attributes, attributes.Split(' ').Select(attribute => new CacheKeyComponent(attribute[..1], attribute)).ToValueList());

    private static CacheEntry Run(string execution, string attributes, int minutesAgo) =>
        new(Source with { ExecutionId = execution }, Key(attributes), Start.AddMinutes(-minutesAgo));
}
