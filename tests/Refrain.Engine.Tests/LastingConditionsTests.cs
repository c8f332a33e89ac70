using Refrain.Engine.Tests.World;

namespace Refrain.Engine.Tests;

public sealed class LastingConditionsTests
{
    [Fact]
    public void What_lasts_is_told_once_and_again_after_a_quiet_while()
    {
        var clock = new ManualClock(new Pulse());
        var conditions = new LastingConditions(clock);

        Assert.True(conditions.IsNews("disk full"));
        for (var minute = 0; minute < 30; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            Assert.False(conditions.IsNews("disk full"));
        }

        Assert.True(conditions.IsNews("locked"));
        clock.Advance(LastingConditions.Quiet);
        Assert.True(conditions.IsNews("disk full"));
    }
}
