using Refrain.Simulation.Time;

namespace Refrain.Simulation.Faults;

/// <summary>What cannot be reached.</summary>
public enum Outage
{
    None,
    Store,
    Runtime,
}

/// <summary>How hostile a world is: the parts of all moments in which something happens.</summary>
public sealed record Weather
{
    /// <summary>The process dies at this moment.</summary>
    public double Death { get; init; }

    /// <summary>A port fails: before the call nothing happened, after it the effect is there and nobody is told.</summary>
    public double Fault { get; init; }

    /// <summary>A call or its answer takes long.</summary>
    public double Delay { get; init; }

    /// <summary>A call to the runtime arrives twice.</summary>
    public double Repeat { get; init; }

    /// <summary>How often the whole machine goes down.</summary>
    public int MachineCrashes { get; init; }

    /// <summary>How often the store or the runtime cannot be reached for a while.</summary>
    public int Outages { get; init; }

    /// <summary>How often a second process begins before the first has ended.</summary>
    public int Overlaps { get; init; }

    /// <summary>How often the process is asked to leave.</summary>
    public int Restarts { get; init; }

    /// <summary>Jobs that do not simply end well.</summary>
    public double Trouble { get; init; }

    /// <summary>Nothing but the story.</summary>
    public static Weather Fine { get; } = new();

    /// <summary>Each kind of trouble alone, and all of them together.</summary>
    public static Weather Of(Chance chance) => chance.Below(7) switch
    {
        0 => new Weather { Trouble = 0.15 },
        1 => new Weather { Death = 0.01, Restarts = chance.Below(3), Trouble = 0.05 },
        2 => new Weather { Fault = 0.04, Delay = 0.05, Outages = chance.Between(1, 3), Trouble = 0.05 },
        3 => new Weather { Delay = 0.15, Repeat = 0.3, Overlaps = chance.Between(1, 3), Trouble = 0.1 },
        4 => new Weather { MachineCrashes = chance.Between(1, 3), Delay = 0.05, Trouble = 0.1 },
        5 => new Weather
        {
            Death = 0.02, Fault = 0.1, Delay = 0.15, Repeat = 0.2, MachineCrashes = chance.Below(3), Outages = chance.Between(1, 3), Restarts = chance.Below(2), Trouble = 0.25,
        },
        _ => new Weather
        {
            Death = 0.005, Fault = 0.02, Delay = 0.05, Repeat = 0.1, MachineCrashes = chance.Below(2), Outages = chance.Below(2), Overlaps = chance.Below(2), Restarts = chance.Below(2), Trouble = 0.2,
        },
    };
}
