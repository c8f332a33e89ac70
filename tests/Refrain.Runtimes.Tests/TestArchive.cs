using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Refrain.Runtimes.Tests;

/// <summary>Archives as clients upload them, and as nobody should.</summary>
internal static class TestArchive
{
    /// <summary>A file, or a link where <paramref name="LinksTo"/> is set.</summary>
    public sealed record Entry(string Name, string Text, string? LinksTo);

    /// <summary>The archive's bytes.</summary>
    public static byte[] Of(params IEnumerable<Entry> entries)
    {
        var bytes = new MemoryStream();
        using (var compressed = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var archive = new TarWriter(compressed, TarEntryFormat.Gnu))
        {
            foreach (var entry in entries)
            {
                archive.WriteEntry(entry.LinksTo is null
                    ? new GnuTarEntry(TarEntryType.RegularFile, entry.Name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(entry.Text)) }
                    : new GnuTarEntry(TarEntryType.SymbolicLink, entry.Name) { LinkName = entry.LinksTo });
            }
        }

        return bytes.ToArray();
    }
}
