using Refrain.Core.Definitions;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Steps;

public sealed class CacheConfigTests
{
    private static readonly DateTimeOffset Ended = new(2024, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30d", "2024-03-01T12:00:00")]
    [InlineData("5y", "2029-01-31T12:00:00")]
    [InlineData("T16m", "2024-01-31T12:16:00")]
    [InlineData("30dT5h", "2024-03-01T17:00:00")]
    [InlineData("p30d", "2024-03-01T12:00:00")]
    [InlineData("PT1H", "2024-01-31T13:00:00")]
    [InlineData("P4DT12H", "2024-02-05T00:00:00")]
    [InlineData("T12H", "2024-02-01T00:00:00")]
    [InlineData("P30M", "2026-07-31T12:00:00")]
    [InlineData("p1m", "2024-02-29T12:00:00")]
    [InlineData("P1Y1M2W3DT4H5M6S", "2025-03-17T16:05:06")]
    [InlineData("pt90s", "2024-01-31T12:01:30")]
    [InlineData("P0D", "2024-01-31T12:00:00")]
    [InlineData("P007D", "2024-02-07T12:00:00")]
    public void Durations_are_read_leniently_and_months_follow_the_calendar(string text, string expected)
    {
        var config = Config($$"""{'Enabled':true,'ExpireAfter':'{{text}}'}""");

        Assert.Equal(DateTimeOffset.Parse($"{expected}Z"), config.ExpiresAt(Ended));
    }

    [Theory]
    [InlineData("P9000Y")]
    [InlineData("P95711M")]
    [InlineData("P999999999D")]
    [InlineData("P99999999999999999999999999Y")]
    [InlineData("PT99999999999999999999999999H")]
    public void What_lasts_longer_than_the_calendar_never_expires(string text) =>
        Assert.Equal(DateTimeOffset.MaxValue, Config($$"""{'Enabled':true,'ExpireAfter':'{{text}}'}""").ExpiresAt(Ended));

    [Fact]
    public void A_result_counts_up_to_the_last_moment_and_not_beyond()
    {
        var config = Config("{'Enabled':true,'ExpireAfter':'PT1H'}");

        Assert.True(config.Covers(Ended, Ended.AddHours(1)));
        Assert.False(config.Covers(Ended, Ended.AddHours(1).AddTicks(1)));
        Assert.True(config.Covers(Ended.ToOffset(TimeSpan.FromHours(9)), Ended.AddHours(1)));
    }

    [Theory]
    [InlineData("{'Enabled':false}")]
    [InlineData("{'Enabled':false,'ExpireAfter':'whenever'}")]
    [InlineData("{'Enabled':null,'ExpireAfter':5}")]
    [InlineData("{}")]
    public void What_is_not_enabled_covers_nothing_and_its_age_is_not_looked_at(string json)
    {
        var config = Config(json);

        Assert.Equal(new CacheConfig(false, null), config);
        Assert.False(config.Covers(Ended, Ended));
    }

    [Theory]
    [InlineData("'yes'", "", "Expecting start of Json Object.")]
    [InlineData("{'Enabled':'true','ExpireAfter':'P1D'}", ".Enabled", "Enabled is \"true\", which is neither true nor false.")]
    [InlineData("{'Enabled':true}", ".ExpireAfter", "Caching is enabled without ExpireAfter: a cached result must have an age at which it ends.")]
    [InlineData("{'Enabled':true,'ExpireAfter':null}", ".ExpireAfter", "Caching is enabled without ExpireAfter: a cached result must have an age at which it ends.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'P1D','TTL':1}", ".TTL", "Cannot parse object, unknown property 'TTL'.")]
    [InlineData("{'Enabled':true,'ExpireAfter':30}", ".ExpireAfter", "ExpireAfter 30 is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':''}", ".ExpireAfter", "ExpireAfter \"\" is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'P'}", ".ExpireAfter", "ExpireAfter \"P\" is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'PT'}", ".ExpireAfter", "ExpireAfter \"PT\" is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'5h'}", ".ExpireAfter", "ExpireAfter \"5h\" is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'P1D2Y'}", ".ExpireAfter", "ExpireAfter \"P1D2Y\" is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'P1.5D'}", ".ExpireAfter", "ExpireAfter \"P1.5D\" is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'-P1D'}", ".ExpireAfter", "ExpireAfter \"-P1D\" is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'P1D\\n'}", ".ExpireAfter", "ExpireAfter \"P1D\\n\" is no duration.")]
    [InlineData("{'Enabled':true,'ExpireAfter':'P\\u0661D'}", ".ExpireAfter", "ExpireAfter \"P\\u0661D\" is no duration.")]
    public void What_is_not_right_is_refused_with_its_place_and_a_remedy(string json, string place, string message)
    {
        var problem = Assert.Single(DefinitionReader.Read(Text(json), Limits.Default).Problems);

        Assert.Equal(($"$.Steps[0].CacheConfig{place}", message), (problem.Path, problem.Message));
        Assert.NotEqual("", problem.Expected);
    }

    [Fact]
    public void A_definition_of_before_the_rule_stays_readable_and_its_step_runs_always()
    {
        var reading = DefinitionReader.ReadAccepted(Text("{'Enabled':true}"), Limits.Default);

        Assert.Empty(reading.Problems);
        Assert.Null(reading.Definition?.Steps[0].CacheConfig);
    }

    [Fact]
    public void A_step_may_say_nothing_of_it() => Assert.Null(TestPipeline.Draw("A").Steps[0].CacheConfig);

    [Theory]
    [InlineData("Condition")]
    [InlineData("EndpointConfig")]
    [InlineData("Training")]
    public void Every_type_may_carry_it(string type) =>
        Assert.True(DefinitionReader.Read(Text("{'Enabled':true,'ExpireAfter':'P1D'}", type), Limits.Default).Definition?.Steps[0].CacheConfig?.Enabled);

    private static CacheConfig Config(string json) =>
        DefinitionReader.Read(Text(json), Limits.Default).Definition?.Steps[0].CacheConfig ?? throw new InvalidOperationException($"{json} is not accepted.");

    private static string Text(string json, string type = "EMRServerless") =>
        $$"""{'Steps':[{'Name':'A','Type':'{{type}}','Arguments':{{(type == "Condition" ? "{'Conditions':[]}" : "{}")}},'CacheConfig':{{json}}}]}""".Replace('\'', '"');
}
