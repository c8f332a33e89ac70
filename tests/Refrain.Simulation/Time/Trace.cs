namespace Refrain.Simulation.Time;

/// <summary>What happened, in order: the last moves as text, and a digest of all of them.</summary>
public sealed class Trace(int kept = 50)
{
    private readonly Queue<string> last = new();
    private ulong digest = 0xcbf29ce484222325;

    /// <summary>Two runs are the same when their digests are.</summary>
    public ulong Digest => digest;

    /// <summary>How many moves were traced.</summary>
    public int Moves { get; private set; }

    /// <summary>The latest moves, oldest first.</summary>
    public IReadOnlyCollection<string> Last => last;

    public void Add(DateTimeOffset at, string what)
    {
        Moves++;
        Mix(at.UtcTicks);
        foreach (var letter in what)
        {
            Mix(letter);
        }

        if (last.Count == kept)
        {
            last.Dequeue();
        }

        last.Enqueue($"{at:HH:mm:ss.fff} {what}");
    }

    private void Mix(long part) => digest = (digest ^ (ulong)part) * 0x100000001b3;
}
