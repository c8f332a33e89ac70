using System.Globalization;

namespace Refrain.Storage.Objects;

/// <summary>
/// The bytes of parts: <c>parts/UPLOAD/NUMBER-COUNT</c>, a folder for each upload. A file gets its name when it is whole and synced; the folder goes as one when the
/// upload ends, but not while somebody makes an object of it.
/// </summary>
internal sealed class PartFolder(string directory)
{
    private readonly string parts = Path.Combine(directory, "parts");
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> readers = [];
    private long count;

    /// <summary>Gives a synced file the name of a part, durably. Returns that name, relative to the folder.</summary>
    public string Keep(string file, string upload, int number)
    {
        var folder = Path.Combine(parts, upload);
        if (!Directory.Exists(folder))
        {
            PrivateFiles.CreateDirectory(folder);
            LinuxFiles.SyncDirectory(directory);
            LinuxFiles.SyncDirectory(parts);
        }

        while (true)
        {
            // A server that starts counts from one again: a name that is taken is passed over.
            var name = Path.Combine(upload, string.Create(CultureInfo.InvariantCulture, $"{number}-{Interlocked.Increment(ref count)}"));
            if (!File.Exists(PathOf(name)))
            {
                File.Move(file, PathOf(name));
                LinuxFiles.SyncDirectory(folder);
                return name;
            }
        }
    }

    /// <summary>The path of a part's file.</summary>
    public string PathOf(string name) => Path.Combine(parts, name);

    /// <summary>Keeps all files of an upload where they are until this ends.</summary>
    public IDisposable Read(string upload)
    {
        lock (gate)
        {
            readers[upload] = readers.GetValueOrDefault(upload) + 1;
        }

        return new Reading(this, upload);
    }

    /// <summary>Removes a part that was replaced. While somebody reads the upload it stays, and goes with the folder.</summary>
    public void Remove(string upload, string name)
    {
        lock (gate)
        {
            if (!readers.ContainsKey(upload))
            {
                File.Delete(PathOf(name));
            }
        }
    }

    /// <summary>Removes all parts of an upload that is over. While somebody reads it they stay: whoever reads last removes them.</summary>
    public void RemoveAll(string upload)
    {
        lock (gate)
        {
            var folder = Path.Combine(parts, upload);
            if (!readers.ContainsKey(upload) && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Every part's file there is, relative to the folder.</summary>
    public IReadOnlyList<string> All() =>
        Directory.Exists(parts) ? [.. Directory.EnumerateFiles(parts, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(parts, file))] : [];

    /// <summary>Removes files, and the folders that become empty by it.</summary>
    public void Remove(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            File.Delete(PathOf(name));
            if (Path.GetDirectoryName(PathOf(name)) is { } folder && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private void Leave(string upload)
    {
        lock (gate)
        {
            if (--readers[upload] == 0)
            {
                readers.Remove(upload);
            }
        }
    }

    private sealed class Reading(PartFolder folder, string upload) : IDisposable
    {
        public void Dispose() => folder.Leave(upload);
    }
}
