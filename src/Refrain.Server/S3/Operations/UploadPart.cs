using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class UploadPart(Uploads found, IUploadStore uploads) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        call.RequireLength();
        var number = Uploads.PartNumber(call);
        var upload = await found.FindAsync(call);
        await using var body = new CheckedBody(call.OpenBody(), call.SentHeader, Uploads.AlgorithmOf(upload));
        var part = await uploads.PutPartAsync(upload, number, body, () => upload.ChecksumAlgorithm is null ? null : body.Checksum?.Value, call.Aborted)
            ?? throw S3Errors.NoSuchUpload(upload.Id);
        call.Response.Headers.ETag = $"\"{part.ETag}\"";
        foreach (var (name, value) in body.Compared)
        {
            call.Response.Headers[name] = value;
        }
    }
}
