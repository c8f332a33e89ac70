using Refrain.Core.Jobs;
using Refrain.Simulation.Faults;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Jobs;

/// <summary>What a job is going to do; it follows from the seed and the token, whenever and however often it is asked for.</summary>
/// <param name="Lasts">How long it runs; null: until it is stopped.</param>
/// <param name="End">How it ends by itself.</param>
/// <param name="Deaf">How long it goes on after it was asked to stop.</param>
/// <param name="Salt">A part of what it writes: empty when the same inputs give the same outputs.</param>
/// <param name="Value">The number in its report.</param>
public sealed record Behaviour(TimeSpan? Lasts, JobOutcome End, TimeSpan Deaf, string Salt, int Value)
{
    public static Behaviour Of(JobToken token, Chance seed, Weather weather)
    {
        var chance = seed.For(token.Value);
        var salt = chance.Happens(0.3) ? token.Value : "";
        var deaf = chance.Happens(0.3) ? chance.UpTo(TimeSpan.FromSeconds(60)) : TimeSpan.Zero;
        var behaviour = new Behaviour(chance.UpTo(TimeSpan.FromSeconds(120)), new JobOutcome.Exited(0), deaf, salt, chance.Below(10));
        return !chance.Happens(weather.Trouble) ? behaviour : chance.Below(5) switch
        {
            0 => behaviour with { End = new JobOutcome.Exited(chance.Between(1, 255)) },
            1 => behaviour with { End = new JobOutcome.Lost("it vanished") },
            2 => behaviour with { Lasts = null },
            3 => behaviour with { End = new JobOutcome.NotStarted("there is no such program"), Lasts = TimeSpan.Zero },
            _ => behaviour with { Lasts = TimeSpan.FromSeconds(chance.Between(600, 1_200)) },
        };
    }
}
