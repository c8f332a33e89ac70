using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>Stores a body as it comes, in constant memory; the key changes only when all of it was what was promised.</summary>
internal sealed class PutObject(IObjectStore objects) : IS3Operation
{
    private const string MetadataPrefix = "x-amz-meta-";
    private const int MaxMetadataBytes = 2048;

    /// <summary>Headers that make a PUT another operation, or a conditional one: to ignore them would overwrite what must not be.</summary>
    private static readonly string[] NotOffered = ["x-amz-copy-source", "If-Match", "If-None-Match"];

    public async Task AnswerAsync(S3Call call)
    {
        if (NotOffered.FirstOrDefault(name => call.Header(name) is not null) is { } unwanted)
        {
            throw S3Errors.NotOffered($"PUT of an object with the header {unwanted}");
        }

        if (call.Http.Request.ContentLength is null && call.Header("Transfer-Encoding") is null)
        {
            throw S3Errors.MissingContentLength();
        }

        await using var body = new CheckedBody(call.OpenBody(), call.Header);
        var stored = await objects.PutAsync(call.Place, body, Headers(call), call.Aborted) ?? throw S3Errors.NoSuchBucket(call.Bucket);
        call.Http.Response.Headers.ETag = $"\"{stored.ETag}\"";
        foreach (var (name, value) in body.Compared)
        {
            call.Http.Response.Headers[name] = value;
        }
    }

    private static ObjectHeaders Headers(S3Call call)
    {
        var metadata = call.Http.Request.Headers
            .Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(header => new EnvironmentVariable(header.Key[MetadataPrefix.Length..].ToLowerInvariant(), header.Value.ToString()))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .ToValueList();
        return metadata.Sum(entry => System.Text.Encoding.UTF8.GetByteCount(entry.Name + entry.Value)) <= MaxMetadataBytes
            ? new ObjectHeaders(call.Header("Content-Type"), metadata)
            : throw new Http.WireErrorException("MetadataTooLarge", 400, $"The x-amz-meta- headers hold more than {MaxMetadataBytes} bytes.");
    }
}
