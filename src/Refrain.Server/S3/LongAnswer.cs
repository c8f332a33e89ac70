using Refrain.Aws.S3;
using Refrain.Server.Http;

namespace Refrain.Server.S3;

/// <summary>
/// An answer that may take longer than clients wait for a first byte. After a while it begins, and blanks follow until its document is there: XML takes blanks before the
/// root, and clients of S3 look for an error inside a 200 of such an operation.
/// </summary>
internal sealed class LongAnswer(TimeProvider clock, TimeSpan patience)
{
    private static readonly byte[] Declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>"u8.ToArray();
    private static readonly byte[] Blank = "\n"u8.ToArray();

    /// <summary>Answers with a document once it is made.</summary>
    public async Task WriteAsync(S3Call call, Task<byte[]> making)
    {
        if (await IsDoneAsync(making, call.Aborted))
        {
            await call.AnswerAsync(await making);
            return;
        }

        call.Response.ContentType = "application/xml";
        await call.Response.Body.WriteAsync(Declaration, call.Aborted);
        do
        {
            await call.Response.Body.WriteAsync(Blank, call.Aborted);
            await call.Response.Body.FlushAsync(call.Aborted);
        }
        while (!await IsDoneAsync(making, call.Aborted));
        var document = Refusal(call, making.Exception?.InnerException) ?? await making;
        await call.Response.Body.WriteAsync(document.AsMemory(Declaration.Length), call.Aborted);
    }

    private async Task<bool> IsDoneAsync(Task work, CancellationToken cancellationToken) =>
        await Task.WhenAny(work, Task.Delay(patience, clock, cancellationToken)) == work;

    // What is not the caller's fault breaks the answer off, as everywhere: the client asks again, and the log knows.
    private static byte[]? Refusal(S3Call call, Exception? problem) =>
        problem is not null && WireError.Of(problem, Door.S3, call.RequestId) is { Fault: Fault.Caller } error ? S3Xml.Error(error.Code, error.Message, call.RawPath, call.RequestId) : null;
}
