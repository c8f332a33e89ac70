namespace Refrain.Supervisor;

/// <summary>The supervisor's own words, a line each, with the time, to its standard error.</summary>
internal sealed class Journal(TextWriter output, TimeProvider clock)
{
    /// <summary>Writes a line.</summary>
    public void Write(string line)
    {
        lock (output)
        {
            output.WriteLine($"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}");
            output.Flush();
        }
    }
}
