using System.Globalization;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;
using Refrain.Core.Identifiers;
using Refrain.Server.Http;

namespace Refrain.Server.S3;

/// <summary>A request for a bucket or a key, path style, taken apart from the raw target: keys are decoded exactly once, dot segments are text.</summary>
internal sealed class S3Call
{
    private readonly IncomingRequest incoming;
    private readonly Dictionary<string, string> query;

    public S3Call(HttpContext http)
    {
        Http = http;
        incoming = IncomingRequest.Of(http);
        var path = incoming.Wire.Path.TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        Bucket = AwsUriEncoding.Decode(slash < 0 ? path : path[..slash]);
        Key = slash < 0 ? "" : AwsUriEncoding.Decode(path[(slash + 1)..]);
        query = ReadQuery(incoming.Wire.Query);
    }

    public HttpContext Http { get; }

    /// <summary>The bucket; empty for the service itself.</summary>
    public string Bucket { get; }

    /// <summary>The key; empty for the bucket itself.</summary>
    public string Key { get; }

    public S3Uri Place => new(Bucket, Key);

    /// <summary>The region of the signature.</summary>
    public string Region => incoming.Caller.Scope.Region;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Names of the query that say more than who signs.</summary>
    public IEnumerable<string> Asked => query.Keys.Where(name => !name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase) && name != "x-id");

    /// <summary>A parameter of the query, decoded; null when it is absent.</summary>
    public string? Parameter(string name) => query.GetValueOrDefault(name);

    /// <summary>A header; null when it is absent or empty.</summary>
    public string? Header(string name) => Http.Request.Headers[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The body without frames. It cannot be read to its end without having been what was signed.</summary>
    public Stream OpenBody()
    {
        long? decodedLength = long.TryParse(Header("x-amz-decoded-content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
        return S3Body.Open(Http.Request.Body, incoming.Payload, decodedLength);
    }

    /// <summary>A small body, whole.</summary>
    public async Task<byte[]> ReadDocumentAsync(int limit)
    {
        await using var body = OpenBody();
        using var document = new MemoryStream();
        var buffer = new byte[4096];
        while (await body.ReadAsync(buffer, Aborted) is > 0 and var count)
        {
            document.Write(buffer, 0, count);
            if (document.Length > limit)
            {
                throw S3Errors.EntityTooLarge(limit);
            }
        }

        return document.ToArray();
    }

    /// <summary>Answers with a document.</summary>
    public Task AnswerAsync(byte[] document)
    {
        Http.Response.ContentType = "application/xml";
        Http.Response.ContentLength = document.Length;
        return Http.Response.Body.WriteAsync(document, Aborted).AsTask();
    }

    private static Dictionary<string, string> ReadQuery(string query)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            read[Decode(name)] = Decode(value);
        }

        return read;
    }

    // Some clients write a space of a query as a plus; a real plus comes as %2B.
    private static string Decode(string text) => AwsUriEncoding.Decode(text.Replace('+', ' '));
}
