namespace Refrain.Runtimes.Jobs;

/// <summary>Paths without symbolic links in them: what is mounted, hidden or compared must have one name.</summary>
internal static class RealPath
{
    /// <summary>The path with every link in it resolved; parts that do not exist stay as they are.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var here = Path.Combine(Of(parent), Path.GetFileName(full));
        return new FileInfo(here).LinkTarget is { } target ? Of(Path.Combine(Path.GetDirectoryName(here)!, target)) : here; // not the root: it has a parent
    }
}
