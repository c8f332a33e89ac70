namespace Refrain.Supervisor;

/// <summary>The supervisor's own words, a line each, with the time, to its standard error. Its file lies on the disk that may be full: then they are lost.</summary>
internal sealed class Journal(TextWriter output, TimeProvider clock)
{
    /// <summary>Writes a line.</summary>
    public void Write(string line)
    {
        lock (output)
        {
            try
            {
                output.WriteLine($"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}");
                output.Flush();
            }
            catch (IOException)
            {
                // Nobody can be told, and jobs must not suffer from it.
            }
        }
    }
}
