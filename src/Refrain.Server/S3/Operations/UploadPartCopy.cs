using System.Globalization;
using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>Makes a part of the bytes of an object, or of some of them.</summary>
internal sealed class UploadPartCopy(Uploads found, ObjectReader reader, IUploadStore uploads) : IS3Operation
{
    private const string RangeHeader = "x-amz-copy-source-range";

    public async Task AnswerAsync(S3Call call)
    {
        var number = Uploads.PartNumber(call);
        var upload = await found.FindAsync(call);
        var source = await reader.SourceAsync(call);
        var range = Range(call, source);
        await using var bytes = reader.Open(source);
        bytes.Position = range.From;
        await using var body = new CheckedBody(new LimitedStream(bytes, range.Length), _ => null, Uploads.AlgorithmOf(upload));
        var part = await uploads.PutPartAsync(upload, number, body, () => body.Checksum?.Value, call.Aborted) ?? throw S3Errors.NoSuchUpload(upload.Id);
        await call.AnswerAsync(S3XmlObjects.CopyPart($"\"{part.ETag}\"", part.ModifiedAt, Uploads.ChecksumOf(upload, part)));
    }

    private static ByteRange Range(S3Call call, ObjectRecord source)
    {
        if (call.Header(RangeHeader) is not { } header)
        {
            return new ByteRange(0, source.Size);
        }

        // Both ends are needed here, and must lie within the source.
        var isWithin = header.Split('=', '-') is ["bytes", { Length: > 0 }, var last] && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) && to < source.Size;
        return isWithin && ByteRange.Read(header, source.Size) is { } range
            ? range
            : throw S3Errors.InvalidArgument($"The {RangeHeader} value must be of the form bytes=first-last where first and last are the zero-based offsets of bytes that the source has ({source.Size}); found '{header}'.");
    }
}
