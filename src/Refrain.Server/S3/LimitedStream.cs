using Refrain.Aws.S3;

namespace Refrain.Server.S3;

/// <summary>The next so many bytes of another stream, which is left open.</summary>
internal sealed class LimitedStream(Stream inner, long length) : ReadOnlyStream
{
    private long left = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = left == 0 ? 0 : await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        left -= count;
        return count;
    }
}
