namespace Refrain.Transform.Splitting;

/// <summary>Every line is a record, without its end; empty lines are none.</summary>
internal sealed class LineReader(Stream bytes) : RecordReader(bytes)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Separator => NewLine;

    /// <inheritdoc />
    public override async Task<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        using var line = new MemoryStream();
        while (true)
        {
            if (start == end)
            {
                (start, end) = (0, await Bytes.ReadAsync(buffer, cancellationToken));
                if (end == 0)
                {
                    return Content(line);
                }
            }

            var found = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            line.Write(buffer, start, (found < 0 ? end : start + found) - start);
            start = found < 0 ? end : start + found + 1;
            if (line.Length > LongestRecord)
            {
                throw new TransformException($"it has a line of more than {LongestRecord} bytes");
            }

            if (found >= 0)
            {
                if (Content(line) is { } content)
                {
                    return content;
                }

                line.SetLength(0);
            }
        }
    }

    private static byte[]? Content(MemoryStream line)
    {
        var content = line.GetBuffer().AsSpan(0, (int)line.Length);
        content = content.EndsWith("\r"u8) ? content[..^1] : content;
        return content.Length == 0 ? null : content.ToArray();
    }
}
