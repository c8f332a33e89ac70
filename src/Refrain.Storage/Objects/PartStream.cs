namespace Refrain.Storage.Objects;

/// <summary>Files one after the other, as one stream; one of them is open at a time.</summary>
internal sealed class PartStream(IEnumerable<string> files) : Stream
{
    private readonly Queue<string> left = new(files);
    private FileStream? current;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("Parts are read once, forward.");

    public override long Position
    {
        get => throw new NotSupportedException("Parts are read once, forward.");
        set => throw new NotSupportedException("Parts are read once, forward.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (current is not null || left.Count > 0)
        {
            current ??= new FileStream(left.Dequeue(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (await current.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                return count;
            }

            await current.DisposeAsync();
            current = null;
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Parts are read with ReadAsync.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Parts are read once, forward.");

    public override void SetLength(long value) => throw new NotSupportedException("Parts are read, not written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Parts are read, not written.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            current?.Dispose();
        }

        base.Dispose(disposing);
    }
}
