using System.Buffers;
using System.Globalization;
using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>GetObject and HeadObject: the same answer, with and without the bytes.</summary>
internal sealed class GetObject(ObjectReader reader) : IS3Operation
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
        var found = await reader.FindAsync(call);
        var response = call.Response;
        var isUnchanged = ObjectConditions.OfRead(call).IsUnchanged(found);
        WriteHeaders(call, found);
        if (isUnchanged)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var range = PartRange(call, found) ?? ReadRange(call, found);
        var wanted = range ?? new ByteRange(0, found.Size);
        response.StatusCode = range is null ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        response.ContentLength = wanted.Length;
        if (range is not null)
        {
            response.Headers.ContentRange = $"bytes {wanted.From}-{wanted.From + wanted.Length - 1}/{found.Size}";
        }
        else if ("ENABLED".Equals(call.Header("x-amz-checksum-mode"), StringComparison.OrdinalIgnoreCase))
        {
            found.WriteChecksumTo(response.Headers); // never of a range: clients would compare it with what they got
        }

        if (call.IsGet)
        {
            await CopyAsync(call, found, wanted);
        }
    }

    private static void WriteHeaders(S3Call call, ObjectRecord found)
    {
        var headers = call.Response.Headers;
        found.WriteTo(headers);
        foreach (var (parameter, header) in Overrides)
        {
            if (call.Parameter(parameter) is { } value)
            {
                headers[header] = value.Any(char.IsControl) ? throw S3Errors.InvalidArgument($"{parameter} holds control characters.") : value;
            }
        }
    }

    /// <summary>The bytes of one part, of an object that came in parts; one that came whole is its own first part.</summary>
    private static ByteRange? PartRange(S3Call call, ObjectRecord found)
    {
        if (call.Number("partNumber", 1, S3XmlRequests.MaxParts) is not { } number)
        {
            return null;
        }

        var sizes = found.PartSizes.Count > 0 ? found.PartSizes : [found.Size];
        if (number > sizes.Count || call.Header("Range") is not null)
        {
            throw number > sizes.Count
                ? new Http.WireErrorException("InvalidPartNumber", 416, $"The requested partnumber is not satisfiable: the object has {sizes.Count} parts.")
                : S3Errors.InvalidRequest("Cannot specify both Range header and partNumber query parameter.");
        }

        if (found.PartSizes.Count > 0)
        {
            call.Response.Headers["x-amz-mp-parts-count"] = sizes.Count.ToString(CultureInfo.InvariantCulture);
        }

        return found.Size == 0 ? null : new ByteRange(sizes.Take(number - 1).Sum(), sizes[number - 1]);
    }

    private static ByteRange? ReadRange(S3Call call, ObjectRecord found)
    {
        try
        {
            return ByteRange.Read(call.Header("Range"), found.Size);
        }
        catch (Http.WireErrorException)
        {
            call.Response.Headers.ContentRange = $"bytes */{found.Size}";
            throw;
        }
    }

    private async Task CopyAsync(S3Call call, ObjectRecord found, ByteRange wanted)
    {
        await using var bytes = reader.Open(found);
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

                await call.Response.Body.WriteAsync(buffer.AsMemory(0, count), call.Aborted);
                left -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
