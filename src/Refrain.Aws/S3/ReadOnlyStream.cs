namespace Refrain.Aws.S3;

/// <summary>What every body stream has in common: it is read once, forward, without blocking.</summary>
public abstract class ReadOnlyStream : Stream
{
    /// <summary>For streams that read another one.</summary>
    protected ReadOnlyStream()
    {
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("The length of a body is known once it was read.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("A body is read once, forward.");
        set => throw new NotSupportedException("A body is read once, forward.");
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Not supported: it would block a thread while the network is slow. Use ReadAsync or CopyToAsync.</summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read a request body with ReadAsync or CopyToAsync.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A body is read once, forward.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("A body is read, not written.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read, not written.");
}
