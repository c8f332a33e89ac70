namespace Refrain.Aws.Tests.S3;

/// <summary>Gives so many bytes at a time and no more: a network at its worst.</summary>
internal sealed class DribbleStream(byte[] bytes, int atOnce) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, atOnce)], cancellationToken);
}
