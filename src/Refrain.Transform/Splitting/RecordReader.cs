using System.Buffers.Binary;

namespace Refrain.Transform.Splitting;

/// <summary>Takes the records out of an object one after the other.</summary>
internal abstract class RecordReader(Stream bytes)
{
    /// <summary>Largest record that is looked at in one piece.</summary>
    protected const int LongestRecord = 512 * 1024 * 1024;

    /// <summary>The object.</summary>
    protected Stream Bytes => bytes;

    /// <summary>What stands between two records of one request.</summary>
    public virtual ReadOnlyMemory<byte> Separator => ReadOnlyMemory<byte>.Empty;

    /// <summary>A reader for a split type; <paramref name="maxBytes"/> is what a request may hold, so that nothing larger is read in one piece.</summary>
    public static RecordReader For(string splitType, Stream bytes, long? maxBytes) => splitType switch
    {
        "Line" => new LineReader(bytes),
        "RecordIO" => new RecordIOReader(bytes),
        "TFRecord" => new TFRecordReader(bytes),
        _ => new WholeReader(bytes, maxBytes ?? LongestRecord),
    };

    /// <summary>The next record; null at the end.</summary>
    /// <exception cref="TransformException">The object is not made of such records.</exception>
    public abstract Task<byte[]?> NextAsync(CancellationToken cancellationToken);

    /// <summary>Fills a buffer; false at the object's end.</summary>
    /// <exception cref="TransformException">The object ends within a record.</exception>
    protected async Task<bool> FillAsync(Memory<byte> buffer, bool mayEnd, string kind, CancellationToken cancellationToken)
    {
        var count = await bytes.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return count == buffer.Length || (count == 0 && mayEnd ? false : throw new TransformException($"it ends within a {kind} record"));
    }
}

/// <summary>The whole object is one record; an empty object has none.</summary>
internal sealed class WholeReader(Stream bytes, long maxBytes) : RecordReader(bytes)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private bool isDone;

    /// <inheritdoc />
    public override async Task<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        if (isDone)
        {
            return null;
        }

        isDone = true;
        using var all = new MemoryStream();
        for (var count = await Bytes.ReadAsync(buffer, cancellationToken); count > 0; count = await Bytes.ReadAsync(buffer, cancellationToken))
        {
            all.Write(buffer, 0, count);
            if (all.Length > maxBytes)
            {
                throw new TransformException($"it is larger than one request may be ({maxBytes} bytes, MaxPayloadInMB): set SplitType, or a larger MaxPayloadInMB");
            }
        }

        return all.Length == 0 ? null : all.ToArray();
    }
}

/// <summary>MXNet's RecordIO: a magic number, a length, the data, padded to four bytes. A record of several parts is one record.</summary>
internal sealed class RecordIOReader(Stream bytes) : RecordReader(bytes)
{
    private const uint Magic = 0xced7230a;
    private const uint LengthMask = (1u << 29) - 1;
    private const uint WholeRecord = 0;
    private const uint LastPart = 3;

    /// <inheritdoc />
    public override async Task<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        using var record = new MemoryStream();
        var header = new byte[8];
        while (await FillAsync(header, mayEnd: record.Length == 0, "RecordIO", cancellationToken))
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
            {
                throw new TransformException("it is not RecordIO: the magic number is missing before a record");
            }

            var word = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            var data = new byte[((int)(word & LengthMask) + 3) / 4 * 4];
            await FillAsync(data, mayEnd: data.Length == 0, "RecordIO", cancellationToken);
            record.Write(header);
            record.Write(data);
            if (word >> 29 is WholeRecord or LastPart)
            {
                return record.ToArray();
            }
        }

        return null;
    }
}

/// <summary>TensorFlow's records: a length, its checksum, the data, its checksum. Checksums are the reader's business at the other end.</summary>
internal sealed class TFRecordReader(Stream bytes) : RecordReader(bytes)
{
    private const int Before = 12;
    private const int After = 4;

    /// <inheritdoc />
    public override async Task<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        var header = new byte[Before];
        if (!await FillAsync(header, mayEnd: true, "TFRecord", cancellationToken))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(header);
        if (length > LongestRecord)
        {
            throw new TransformException($"it is not TFRecord: a record would have {length} bytes");
        }

        var record = new byte[Before + (int)length + After];
        header.CopyTo(record, 0);
        await FillAsync(record.AsMemory(Before), mayEnd: false, "TFRecord", cancellationToken);
        return record;
    }
}
