namespace Refrain.Simulation.Time;

/// <summary>Numbers that follow from a seed, on every machine and in every version of the runtime: splitmix64.</summary>
public sealed class Chance(ulong seed)
{
    private readonly ulong seed = seed;
    private ulong state = seed;

    /// <summary>From 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>Both ends may be drawn.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True in that part of the cases.</summary>
    public bool Happens(double probability) => probability > 0 && (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    public T Pick<T>(IReadOnlyList<T> among) => among[Below(among.Count)];

    /// <summary>Mostly short, sometimes long.</summary>
    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromMilliseconds((long)(most.TotalMilliseconds * Math.Pow(Below(1_000) / 1_000.0, 3)));

    /// <summary>Chance for something with a name: it does not depend on what was drawn for anything else.</summary>
    public Chance For(string name)
    {
        var mixed = seed ^ 0xcbf29ce484222325;
        foreach (var letter in name)
        {
            mixed = (mixed ^ letter) * 0x100000001b3;
        }

        return new Chance(mixed);
    }

    private ulong Next()
    {
        var mixed = state += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
}
