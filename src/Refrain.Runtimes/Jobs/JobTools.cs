namespace Refrain.Runtimes.Jobs;

/// <summary>
/// The commands <c>python</c>, <c>python3</c> and <c>pip</c> of a job: its image has them all, this machine may have another Python first on its path, or none by that name. They lie in
/// the job's <c>/tmp</c>, before all others on its path.
/// </summary>
/// <param name="Interpreter">The Python that is meant.</param>
internal sealed record JobTools(string Interpreter)
{
    /// <summary>Where they lie, below the job's <c>/tmp</c>.</summary>
    public const string Folder = ".refrain/bin";

    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Writes them. A small program each and no link: a Python looks for its environment beside the name it was called by.</summary>
    public void Write(string temporary)
    {
        var folder = Directory.CreateDirectory(Path.Combine(temporary, Folder)).FullName;
        foreach (var (name, words) in new[] { ("python", ""), ("python3", ""), ("pip", "-m pip "), ("pip3", "-m pip ") })
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, $"#!/bin/sh\nexec '{Interpreter.Replace("'", "'\\''", StringComparison.Ordinal)}' {words}\"$@\"\n");
            File.SetUnixFileMode(path, Executable);
        }
    }
}
