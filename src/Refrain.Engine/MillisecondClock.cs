namespace Refrain.Engine;

/// <summary>
/// The system's clock, cut to whole milliseconds: what the wire and the projections can hold. So an event's time and the row made from it are equal.
/// </summary>
public sealed class MillisecondClock : TimeProvider
{
    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var now = System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
