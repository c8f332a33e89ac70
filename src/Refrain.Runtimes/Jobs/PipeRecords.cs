using System.Buffers.Binary;
using System.IO.Compression;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Jobs;

/// <summary>Makes of an object what goes through a pipe.</summary>
internal static class PipeRecords
{
    private const uint Magic = 0xced7230a;
    private const int HeaderBytes = 8;
    private const int Alignment = 4;

    /// <summary>The longest record; the three upper bits of a length say which part of one it is.</summary>
    private const long LongestRecord = (1 << 29) - 1;

    /// <summary>Writes the object's bytes, decompressed and framed as the pipe wants them; null, or why they cannot be.</summary>
    public static async Task<string?> WriteAsync(Stream source, string path, JobPipe pipe, CancellationToken cancellationToken)
    {
        try
        {
            await using var plain = pipe.Gunzip ? new GZipStream(source, CompressionMode.Decompress, leaveOpen: true) : source;
            await using var target = new FileStream(path, FileMode.Create, FileAccess.Write);
            if (!pipe.AsRecords)
            {
                await plain.CopyToAsync(target, cancellationToken);
                return null;
            }

            target.Seek(HeaderBytes, SeekOrigin.Begin);
            await plain.CopyToAsync(target, cancellationToken);
            var length = target.Length - HeaderBytes;
            if (length > LongestRecord)
            {
                return $"is longer than a RecordIO record can be ({LongestRecord} bytes)";
            }

            target.SetLength(HeaderBytes + ((length + Alignment - 1) / Alignment * Alignment));
            target.Seek(0, SeekOrigin.Begin);
            var header = new byte[HeaderBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(Alignment), (uint)length);
            await target.WriteAsync(header, cancellationToken);
            return null;
        }
        catch (InvalidDataException damaged)
        {
            return $"is not compressed by gzip ({damaged.Message.TrimEnd('.')})";
        }
    }
}
