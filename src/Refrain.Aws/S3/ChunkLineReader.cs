using System.Globalization;
using System.Text;

namespace Refrain.Aws.S3;

/// <summary>Reads lines and bytes in turn from one stream; no line may be longer than a page of memory.</summary>
internal sealed class ChunkLineReader(Stream inner)
{
    private const int MaxLineLength = 4096;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            return await inner.ReadAsync(target, cancellationToken); // large chunks take no detour
        }

        var count = Math.Min(target.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(target);
        _start += count;
        return count;
    }

    /// <summary>The next line without its line end.</summary>
    public async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw S3BodyException.Incomplete("The body ended where aws-chunked framing still expects a line.");
            }

            var available = _buffer.AsSpan(_start.._end);
            var lineFeed = available.IndexOf((byte)'\n');
            var taken = lineFeed < 0 ? available.Length : lineFeed;
            if (line.Length + taken > MaxLineLength)
            {
                throw S3BodyException.Malformed($"A line of aws-chunked framing is longer than {MaxLineLength} bytes.");
            }

            line.Append(Encoding.Latin1.GetString(available[..taken]));
            _start += taken;
            if (lineFeed >= 0)
            {
                _start++;
                return line is { Length: > 0 } && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            }
        }
    }

    /// <summary>Every chunk's bytes are followed by a line end.</summary>
    public async ValueTask SkipLineEndAsync(CancellationToken cancellationToken)
    {
        if (await ReadByteAsync(cancellationToken) != '\r' || await ReadByteAsync(cancellationToken) != '\n')
        {
            throw S3BodyException.Malformed("A chunk of an aws-chunked body is longer than its stated length.");
        }
    }

    /// <summary>Nothing may follow the trailer, but for the empty line that some clients write once too often.</summary>
    public async ValueTask ExpectEndAsync(CancellationToken cancellationToken)
    {
        for (var extra = 0; await ReadByteAsync(cancellationToken) is { } next; extra++)
        {
            if (next is not ('\r' or '\n') || extra >= 4)
            {
                throw S3BodyException.Malformed("Bytes follow the end of the aws-chunked body.");
            }
        }
    }

    /// <summary>A length in hex digits; null when the text is something else.</summary>
    public static long? ParseLength(string text) =>
        text.Length is > 0 and <= 15 && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
            ? length
            : null;

    /// <summary>A line as an error message may show it.</summary>
    public static string Shown(string line) =>
        new([.. line.Take(40).Select(c => char.IsControl(c) || c > '~' ? '?' : c)]);

    private async ValueTask<char?> ReadByteAsync(CancellationToken cancellationToken) =>
        _start < _end || await FillAsync(cancellationToken) ? (char)_buffer[_start++] : null;

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await inner.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
