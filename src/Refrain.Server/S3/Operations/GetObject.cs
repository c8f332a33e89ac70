using System.Buffers;
using System.Globalization;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>GetObject and HeadObject: the same answer, with and without the bytes.</summary>
internal sealed class GetObject(IObjectStore objects) : IS3Operation
{
    private const int CopyBuffer = 128 * 1024;

    /// <summary>Headers of the answer that a request (a presigned one, usually) may choose.</summary>
    public static IReadOnlyDictionary<string, string> Overrides { get; } = new Dictionary<string, string>
    {
        ["response-cache-control"] = "Cache-Control",
        ["response-content-disposition"] = "Content-Disposition",
        ["response-content-encoding"] = "Content-Encoding",
        ["response-content-language"] = "Content-Language",
        ["response-content-type"] = "Content-Type",
        ["response-expires"] = "Expires",
    };

    public async Task AnswerAsync(S3Call call)
    {
        var found = await objects.FindAsync(call.Place, call.Aborted) ?? throw await MissingAsync(call);
        var response = call.Http.Response;
        WriteHeaders(call, found);
        if (IsUnchanged(call, found))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var range = ReadRange(call, found);
        var wanted = range ?? new ByteRange(0, found.Size);
        response.StatusCode = range is null ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        response.ContentLength = wanted.Length;
        if (range is not null)
        {
            response.Headers.ContentRange = $"bytes {wanted.From}-{wanted.From + wanted.Length - 1}/{found.Size}";
        }

        if (HttpMethods.IsGet(call.Http.Request.Method))
        {
            await CopyAsync(call, found, wanted);
        }
    }

    private async Task<Exception> MissingAsync(S3Call call) =>
        await objects.FindBucketAsync(call.Bucket, call.Aborted) is null ? S3Errors.NoSuchBucket(call.Bucket) : S3Errors.NoSuchKey(call.Key);

    private static void WriteHeaders(S3Call call, ObjectRecord found)
    {
        var headers = call.Http.Response.Headers;
        headers.ETag = $"\"{found.ETag}\"";
        headers.LastModified = found.ModifiedAt.ToString("R", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        headers.ContentType = found.Headers.ContentType ?? "binary/octet-stream";
        foreach (var (name, value) in found.Headers.Metadata)
        {
            headers[$"x-amz-meta-{name}"] = value;
        }

        foreach (var (parameter, header) in Overrides)
        {
            if (call.Parameter(parameter) is { } value)
            {
                headers[header] = value.AsSpan().ContainsAnyInRange('\0', '\x1f') ? throw S3Errors.InvalidArgument($"{parameter} holds control characters.") : value;
            }
        }
    }

    /// <summary>Conditions as RFC 9110, 13.2.2 orders them; times count whole seconds, as their headers do.</summary>
    private static bool IsUnchanged(S3Call call, ObjectRecord found)
    {
        if (call.Header("If-Match") is { } match)
        {
            _ = Names(match, found) ? true : throw S3Errors.PreconditionFailed("If-Match");
        }
        else if (Time(call, "If-Unmodified-Since") < Second(found.ModifiedAt))
        {
            throw S3Errors.PreconditionFailed("If-Unmodified-Since");
        }

        return call.Header("If-None-Match") is { } noneMatch ? Names(noneMatch, found) : Time(call, "If-Modified-Since") >= Second(found.ModifiedAt);
    }

    private static bool Names(string etags, ObjectRecord found) =>
        etags.Split(',', StringSplitOptions.TrimEntries).Any(etag => etag == "*" || etag.Trim('"') == found.ETag);

    private static DateTimeOffset? Time(S3Call call, string header) =>
        DateTimeOffset.TryParseExact(call.Header(header), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static DateTimeOffset Second(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static ByteRange? ReadRange(S3Call call, ObjectRecord found)
    {
        try
        {
            return ByteRange.Read(call.Header("Range"), found.Size);
        }
        catch (Http.WireErrorException)
        {
            call.Http.Response.Headers.ContentRange = $"bytes */{found.Size}";
            throw;
        }
    }

    private async Task CopyAsync(S3Call call, ObjectRecord found, ByteRange wanted)
    {
        await using var bytes = objects.OpenBlob(found.Blob) ?? throw new IOException($"The bytes of {found.Place} are not stored any more: restore the data folder from a backup.");
        bytes.Position = wanted.From;
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        try
        {
            for (var left = wanted.Length; left > 0;)
            {
                var count = await bytes.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), call.Aborted);
                if (count == 0)
                {
                    throw new IOException($"The bytes of {found.Place} end early: the data folder is damaged.");
                }

                await call.Http.Response.Body.WriteAsync(buffer.AsMemory(0, count), call.Aborted);
                left -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
