using System.Globalization;
using System.Text;

namespace Refrain.Supervisor.Linux;

/// <summary>One line of the kernel's process table.</summary>
internal readonly record struct ProcessEntry(int Id, int Parent, int Session, bool Zombie);

/// <summary>The processes of this machine at one moment, as <c>/proc</c> shows them.</summary>
internal sealed class ProcessTable(IReadOnlyList<ProcessEntry> entries)
{
    /// <summary>Parent of the kernel's own threads.</summary>
    private const int KernelThreads = 2;
    private const int LooksAtNothing = 5;

    /// <summary>All of them.</summary>
    public IReadOnlyList<ProcessEntry> Entries { get; } = entries;

    /// <summary>Reads the table.</summary>
    public static ProcessTable Read() =>
        new([.. Ids().Select(Find).OfType<ProcessEntry>()]);

    /// <summary>One process; null when it is gone.</summary>
    public static ProcessEntry? Find(int id)
    {
        var text = LockFile.ReadText($"/proc/{id}/stat");
        // The name stands in parentheses and may hold anything, so the fields are counted from the last one.
        var end = text.LastIndexOf(')');
        if (end < 0)
        {
            return null;
        }

        var fields = text[(end + 2)..].Split(' ');
        return new ProcessEntry(id, Number(fields[1]), Number(fields[3]), fields[0] is "Z" or "X");
    }

    /// <summary>
    /// Children of the first thread of this process. Orphans of our jobs come to it (we are their reaper); what we start ourselves belongs to
    /// other threads, so the list is nearly always empty. Null when the kernel does not keep such lists.
    /// </summary>
    public static int[]? Orphans()
    {
        var path = $"/proc/self/task/{Environment.ProcessId}/children";
        return File.Exists(path)
            ? [.. LockFile.ReadText(path).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)]
            : null;
    }

    /// <summary>Processes that have the file open.</summary>
    public static IEnumerable<int> HoldersOf(string path) => Ids().Where(id => Holds(id, path));

    /// <summary>True when the process has the file open.</summary>
    public static bool Holds(int id, string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{id}/fd")
                .Any(link => File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName == path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // it ended meanwhile, or belongs to somebody else
        }
    }

    /// <summary>True when the process was given this entry in its first environment.</summary>
    /// <remarks>In the middle of an exec a process shows none, so an empty one is looked at again.</remarks>
    public static bool HasVariable(int id, string entry)
    {
        for (var look = 0; look < LooksAtNothing; look++)
        {
            var environment = Variables(id);
            if (environment is not { Length: 0 })
            {
                return $"\0{environment}".Contains($"\0{entry}\0", StringComparison.Ordinal);
            }

            Thread.Sleep(1);
        }

        return false;
    }

    /// <summary>Everything that descends from a process, nearest first, with its distance (a child has 1).</summary>
    public IEnumerable<(ProcessEntry Process, int Distance)> Below(int ancestor)
    {
        var children = Entries.ToLookup(entry => entry.Parent);
        var queue = new Queue<(int Id, int Distance)>([(ancestor, 0)]);
        while (queue.TryDequeue(out var next))
        {
            foreach (var child in children[next.Id])
            {
                yield return (child, next.Distance + 1);
                queue.Enqueue((child.Id, next.Distance + 1));
            }
        }
    }

    private static string? Variables(int id)
    {
        try
        {
            return Find(id) is { Zombie: false, Parent: not KernelThreads } ? Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/environ")) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // it ended meanwhile, or belongs to somebody else
        }
    }

    private static IEnumerable<int> Ids() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, null, out var id) ? id : 0)
            .Where(id => id > 0);

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, null);
}
