using System.Text.Json;
using Refrain.Core.Jobs;

namespace Refrain.Core.Tests.Jobs;

public sealed class JobClaimTests
{
    private static readonly JobCapacity Server = new(Jobs: 4, Cpus: 8, MemoryMib: 4096);

    [Fact]
    public void A_job_that_asks_for_nothing_takes_one_CPU_and_512_MiB()
    {
        Assert.Equal((new JobClaim(1, 512), null), JobClaim.Of(Tagged(), Server));
        Assert.Equal((new JobClaim(1, 512), null), JobClaim.Of(Tagged(("team", "shells")), Server));
        Assert.Equal((new JobClaim(1, 512), null), JobClaim.Of(RawJson.EmptyObject.Parse(), Server));
    }

    [Fact]
    public void A_server_that_has_less_than_the_usual_does_not_refuse_who_asks_for_nothing() =>
        Assert.Equal((new JobClaim(1, 100), null), JobClaim.Of(Tagged(), Server with { MemoryMib = 100 }));

    [Fact]
    public void Tags_say_what_a_job_takes_up_to_the_whole_server()
    {
        Assert.Equal((new JobClaim(8, 4096), null), JobClaim.Of(Tagged((JobClaim.CpusTag, "8"), (JobClaim.MemoryTag, "4096")), Server));
        Assert.Equal((new JobClaim(2, 512), null), JobClaim.Of(Tagged((JobClaim.CpusTag, "2")), Server));
    }

    [Theory]
    [InlineData("refrain:cpus", "9", "SageMaker.CAPACITY_ERROR: the step asks for 9 CPUs (tag 'refrain:cpus') and this server has 8 for all its jobs together: ask for at most 8, or start the server with --max-cpus 9.")]
    [InlineData("refrain:memory-mib", "4097", "SageMaker.CAPACITY_ERROR: the step asks for 4097 MiB of memory (tag 'refrain:memory-mib') and this server has 4096 for all its jobs together: ask for at most 4096, or start the server with --max-memory 4097.")]
    [InlineData("refrain:cpus", "0", "The step's tag 'refrain:cpus' is '0': expected a whole number from 1.")]
    [InlineData("refrain:cpus", "-1", "The step's tag 'refrain:cpus' is '-1': expected a whole number from 1.")]
    [InlineData("refrain:cpus", "1.5", "The step's tag 'refrain:cpus' is '1.5': expected a whole number from 1.")]
    [InlineData("refrain:memory-mib", "2 GiB", "The step's tag 'refrain:memory-mib' is '2 GiB': expected a whole number from 1.")]
    [InlineData("refrain:memory-mib", "", "The step's tag 'refrain:memory-mib' is '': expected a whole number from 1.")]
    public void A_claim_that_cannot_be_met_is_told_with_its_tag_and_the_remedy(string tag, string value, string expected) =>
        Assert.Equal(expected, JobClaim.Of(Tagged((tag, value)), Server).Problem);

    [Fact]
    public void A_tag_that_is_there_twice_is_refused() =>
        Assert.Equal("The step has the tag 'refrain:cpus' 2 times: give it once.", JobClaim.Of(Tagged((JobClaim.CpusTag, "1"), (JobClaim.CpusTag, "2")), Server).Problem);

    private static JsonElement Tagged(params (string Key, string Value)[] tags) =>
        JsonSerializer.SerializeToElement(new { Tags = tags.Select(tag => new { tag.Key, tag.Value }) });
}
