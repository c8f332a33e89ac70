namespace Refrain.Journey.Tests;

/// <summary>Holds a shell step until the test lets it go. The file lies where jobs can see it, wherever the checkout is: not in the data folder, not in /tmp.</summary>
internal sealed class Gate : IDisposable
{
    private readonly string folder = Directory.CreateDirectory($"/var/tmp/refrain-gate-{Guid.NewGuid():N}").FullName;

    /// <summary>The shell command that waits.</summary>
    public string Wait => $"while [ ! -e {Path.Combine(folder, "open")} ]; do sleep 0.02; done";

    public void Open() => File.WriteAllText(Path.Combine(folder, "open"), "");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
