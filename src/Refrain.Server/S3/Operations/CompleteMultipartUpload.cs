using System.Globalization;
using Refrain.Aws.S3;
using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>
/// Makes an object of parts. Their bytes are read once more and stored as one blob, so that an object that came in parts has the same content identity as one that came
/// whole. For a large one that takes longer than clients wait: the answer then begins early, and an error comes inside it, as S3 does.
/// </summary>
internal sealed class CompleteMultipartUpload(Uploads found, IUploadStore uploads, TimeProvider clock) : IS3Operation
{
    private const int MaxDocument = 4 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task AnswerAsync(S3Call call)
    {
        var upload = await found.FindAnyAsync(call);
        var asked = S3XmlRequests.ReadCompleteMultipartUpload(await call.ReadDocumentAsync(MaxDocument));
        await new LongAnswer(clock, Patience).WriteAsync(call, CompleteAsync(call, upload, asked));
    }

    private async Task<byte[]> CompleteAsync(S3Call call, UploadRecord upload, IReadOnlyList<CompletedPart> asked)
    {
        if (upload.CompletedETag is { } before)
        {
            return Answered(call, before, asked);
        }

        var stored = (await uploads.PartsAsync(upload.Id, 0, S3XmlRequests.MaxParts, call.Aborted)).ToDictionary(part => part.Number);
        var algorithm = Uploads.AlgorithmOf(upload);
        var chosen = MultipartUpload.Choose(
            asked, stored.ToDictionary(part => part.Key, part => new StoredPart(part.Key, part.Value.Size, part.Value.ETag, part.Value.Checksum)), algorithm);
        RefuseWrongSize(call, chosen);
        var etag = MultipartUpload.ETag([.. chosen.Select(part => part.ETag)]);
        var completion = new UploadCompletion(chosen.Select(part => stored[part.PartNumber]).ToValueList(), etag, ObjectConditions.OfWrite(call));
        var checksum = new UploadChecksum(call, upload, chosen);
        var written = await uploads.CompleteAsync(upload, completion, checksum.Through, () => checksum.Value, call.Aborted);
        if (written.Record is { } record)
        {
            return Document(call, record.ETag, record.WireChecksum());
        }

        // Somebody else may have completed it at the same time, the same client asking twice among them.
        var now = written.Refusal == WriteRefusal.NoUpload ? await found.FindAnyAsync(call) : null;
        return now?.CompletedETag is { } meanwhile ? Answered(call, meanwhile, asked) : throw S3Errors.Of(written.Refusal ?? WriteRefusal.NoUpload, call);
    }

    /// <summary>Who asks again for the same gets the same answer.</summary>
    private static byte[] Answered(S3Call call, string etag, IReadOnlyList<CompletedPart> asked) =>
        asked.All(part => part.ETag.Trim('"') is { Length: 32 } hex && hex.All(char.IsAsciiHexDigit)) && MultipartUpload.ETag([.. asked.Select(part => part.ETag.Trim('"'))]) == etag
            ? Document(call, etag, checksum: null)
            : throw S3Errors.NoSuchUpload(call.Parameter("uploadId") ?? "");

    private static byte[] Document(S3Call call, string etag, S3ChecksumValue? checksum) =>
        S3XmlUploads.Completed($"{call.Http.Request.Scheme}://{call.Http.Request.Host}{call.RawPath}", call.Bucket, call.Key, $"\"{etag}\"", checksum);

    private static void RefuseWrongSize(S3Call call, IReadOnlyList<StoredPart> parts)
    {
        if (call.Header("x-amz-mp-object-size") is { } said && said != parts.Sum(part => part.Size).ToString(CultureInfo.InvariantCulture))
        {
            throw S3Errors.InvalidRequest($"The parts have {parts.Sum(part => part.Size)} bytes, where x-amz-mp-object-size says {said}.");
        }
    }
}
