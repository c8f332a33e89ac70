using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>Points a key at the bytes of another one. No byte is moved, unless a checksum is asked for that the source has not.</summary>
internal sealed class CopyObject(ObjectReader reader, IObjectKeys keys) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        var asked = WrittenObject.Read(call);
        var source = await reader.SourceAsync(call);
        var (replacesHeaders, replacesTags) = (Replaces(call, "x-amz-metadata-directive"), Replaces(call, "x-amz-tagging-directive"));
        if (source.Place == call.Place && !replacesHeaders && !replacesTags && call.Header("x-amz-storage-class") is null && call.Header("x-amz-server-side-encryption") is null)
        {
            throw S3Errors.InvalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }

        var write = asked with { Headers = replacesHeaders ? asked.Headers : source.Headers, Tags = replacesTags ? asked.Tags : source.Tags };
        var checksum = await ChecksumAsync(call, source);
        var written = await keys.CopyAsync(write, source with { Checksum = checksum }, call.Aborted);
        var copy = written.Record ?? throw S3Errors.Of(written.Refusal ?? WriteRefusal.NoBucket, call);
        await call.AnswerAsync(S3XmlObjects.CopyObject(copy.QuotedETag(), copy.ModifiedAt, copy.WireChecksum()));
    }

    private static bool Replaces(S3Call call, string header) => call.Header(header) switch
    {
        null or "COPY" => false,
        "REPLACE" => true,
        var other => throw S3Errors.InvalidArgument($"{header} must be COPY or REPLACE, not '{other}'."),
    };

    private async Task<ObjectChecksum?> ChecksumAsync(S3Call call, ObjectRecord source)
    {
        if (WrittenObject.WantedChecksum(call) is not { } wanted || (source.WireChecksum() is { IsOfParts: false } known && known.Algorithm == wanted))
        {
            return source.Checksum;
        }

        await using var bytes = new CheckedBody(reader.Open(source), _ => null, wanted);
        await bytes.CopyToAsync(Stream.Null, call.Aborted);
        return bytes.Checksum;
    }
}
