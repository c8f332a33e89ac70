using System.Formats.Tar;
using System.IO.Compression;

namespace Refrain.Transform.Serving;

/// <summary>Unpacks what a container needs before it starts. Archives come from users: nothing of them may land outside their directory.</summary>
internal static class ModelArchive
{
    /// <summary>Unpacks every archive of a directory into another one.</summary>
    /// <exception cref="TransformException">It is no <c>tar.gz</c>, or it holds a path or link that leaves the directory.</exception>
    public static async Task UnpackAsync(string from, string to, string what, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                await using var bytes = File.OpenRead(file);
                await using var plain = new GZipStream(bytes, CompressionMode.Decompress);
                await TarFile.ExtractToDirectoryAsync(plain, to, overwriteFiles: true, cancellationToken);
            }
            catch (Exception bad) when (bad is InvalidDataException or EndOfStreamException or FormatException || (bad is IOException or UnauthorizedAccessException && !IsFull(bad)))
            {
                throw new TransformException($"{what} {Path.GetFileName(file)} cannot be unpacked: {bad.Message} A tar.gz is expected, with no entry or link that leads out of it.", bad);
            }
        }
    }

    // The machine's trouble, not the archive's.
    private static bool IsFull(Exception problem) => problem is IOException { HResult: 28 };
}
