namespace Refrain.Aws.S3;

/// <summary>Lends a stream to HttpClient, which disposes what it sends; the stream belongs to the caller.</summary>
internal sealed class UndisposedStream(Stream inner) : ReadOnlyStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);
}
