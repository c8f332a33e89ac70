using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>Stores a body as it comes, in constant memory; the key changes only when all of it was what was promised.</summary>
internal sealed class PutObject(IObjectKeys keys) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        call.RequireLength();
        var write = WrittenObject.Read(call);
        await using var body = new CheckedBody(call.OpenBody(), call.SentHeader, WrittenObject.WantedChecksum(call));
        var written = await keys.WriteAsync(write, body, () => body.Checksum, call.Aborted);
        var stored = written.Record ?? throw S3Errors.Of(written.Refusal ?? WriteRefusal.NoBucket, call);
        call.Response.Headers.ETag = stored.QuotedETag();
        stored.WriteChecksumTo(call.Response.Headers);
    }
}
