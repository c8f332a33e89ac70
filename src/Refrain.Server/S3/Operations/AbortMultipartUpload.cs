using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class AbortMultipartUpload(Uploads found, IUploadStore uploads) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        var upload = await found.FindAsync(call);
        call.Response.StatusCode = await uploads.AbortAsync(upload, call.Aborted) ? StatusCodes.Status204NoContent : throw S3Errors.NoSuchUpload(upload.Id);
    }
}
