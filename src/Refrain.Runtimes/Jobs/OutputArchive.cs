using System.Formats.Tar;
using System.IO.Compression;

namespace Refrain.Runtimes.Jobs;

/// <summary>
/// Writes an output directory's contents as <c>tar.gz</c>, entries at the archive's root. The same contents give the same bytes: ordinal order, no
/// owner, whole seconds, no time of its own.
/// </summary>
internal static class OutputArchive
{
    private const UnixFileMode Permissions =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Writes the archive. Pipes, sockets and devices are left out; links are kept as links.</summary>
    public static async Task WriteAsync(string path, IEnumerable<TreeEntry> entries, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await using var compressed = new GZipStream(file, CompressionLevel.Fastest);
        await using var archive = new TarWriter(compressed, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var entry in entries)
        {
            if (Describe(entry) is not { } described)
            {
                continue;
            }

            described.ModificationTime = DateTimeOffset.FromUnixTimeSeconds(entry.Status.ModifiedAt.ToUnixTimeSeconds());
            described.Mode = entry.Status.Mode & Permissions;
            await using var content = described.EntryType == TarEntryType.RegularFile ? File.OpenRead(entry.Path) : null;
            if (content is not null)
            {
                described.DataStream = content;
            }

            await archive.WriteEntryAsync(described, cancellationToken);
        }
    }

    private static GnuTarEntry? Describe(TreeEntry entry) => entry.Status.Kind switch
    {
        FileKind.Regular => new GnuTarEntry(TarEntryType.RegularFile, entry.Relative),
        FileKind.Directory => new GnuTarEntry(TarEntryType.Directory, entry.Relative + "/"),
        FileKind.Link when new FileInfo(entry.Path).LinkTarget is { } target => new GnuTarEntry(TarEntryType.SymbolicLink, entry.Relative) { LinkName = target },
        _ => null,
    };
}
