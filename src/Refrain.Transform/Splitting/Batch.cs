namespace Refrain.Transform.Splitting;

/// <summary>Records that go together in one request.</summary>
/// <param name="Records">The records as they are in the object.</param>
/// <param name="Body">What is sent of them.</param>
internal sealed record Batch(IReadOnlyList<byte[]> Records, byte[] Body);

/// <summary>Puts records together: one in each request, or as many as fit.</summary>
/// <param name="records">Where they come from.</param>
/// <param name="select">What of a record is sent.</param>
/// <param name="isSingle">True: one in each request.</param>
/// <param name="maxBytes">Largest body; null for any.</param>
internal sealed class BatchReader(RecordReader records, Func<byte[], byte[]> select, bool isSingle, long? maxBytes)
{
    private (byte[] Record, byte[] Sent)? held;

    /// <summary>The next batch; null at the end.</summary>
    /// <exception cref="TransformException">A record alone is larger than a request may be, or not what it should be.</exception>
    public async Task<Batch?> NextAsync(CancellationToken cancellationToken)
    {
        var taken = new List<byte[]>();
        using var body = new MemoryStream();
        while (await PeekAsync(cancellationToken) is { } next)
        {
            var more = (taken.Count == 0 ? 0 : records.Separator.Length) + next.Sent.Length;
            if (body.Length + more > maxBytes)
            {
                if (taken.Count > 0)
                {
                    break;
                }

                throw new TransformException($"a record of {next.Sent.Length} bytes is larger than a request may be ({maxBytes} bytes, MaxPayloadInMB)");
            }

            if (taken.Count > 0)
            {
                body.Write(records.Separator.Span);
            }

            body.Write(next.Sent);
            taken.Add(next.Record);
            held = null;
            if (isSingle)
            {
                break;
            }
        }

        return taken.Count == 0 ? null : new Batch(taken, body.ToArray());
    }

    private async Task<(byte[] Record, byte[] Sent)?> PeekAsync(CancellationToken cancellationToken)
    {
        if (held is null && await records.NextAsync(cancellationToken) is { } record)
        {
            held = (record, select(record));
        }

        return held;
    }
}
