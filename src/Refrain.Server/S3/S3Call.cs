using System.Globalization;
using Refrain.Aws.S3;
using Refrain.Aws.SigV2;
using Refrain.Aws.SigV4;
using Refrain.Core.Identifiers;
using Refrain.Server.Http;

namespace Refrain.Server.S3;

/// <summary>A request for a bucket or a key, taken apart from the raw target: keys are decoded exactly once, dot segments are text.</summary>
internal sealed class S3Call
{
    /// <summary>The prefix of the headers that have a meaning to S3; presigned URLs carry them in the query.</summary>
    private const string AmzPrefix = "x-amz-";

    private readonly IncomingRequest incoming;
    private readonly IReadOnlyDictionary<string, string> query;

    public S3Call(HttpContext http, HostNames hosts)
    {
        Http = http;
        incoming = IncomingRequest.Of(http);
        query = S3Query.Read(incoming.Wire.Query);
        if (hosts.BucketOf(http.Request.Host.Host) is { } bucket)
        {
            (Bucket, Key) = (bucket, AwsUriEncoding.Decode(incoming.Wire.Path is ['/', .. var key] ? key : incoming.Wire.Path));
            return;
        }

        var path = incoming.Wire.Path.TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        Bucket = AwsUriEncoding.Decode(slash < 0 ? path : path[..slash]);
        Key = slash < 0 ? "" : AwsUriEncoding.Decode(path[(slash + 1)..]);
    }

    public HttpContext Http { get; }

    /// <summary>The bucket; empty for the service itself.</summary>
    public string Bucket { get; }

    /// <summary>The key; empty for the bucket itself.</summary>
    public string Key { get; }

    public S3Uri Place => new(Bucket, Key);

    /// <summary>The region of the signature.</summary>
    public string Region => incoming.Caller.Scope.Region;

    /// <summary>Whom everything belongs to.</summary>
    public string Account => incoming.Caller.Scope.Account;

    public string RequestId => incoming.Id;

    /// <summary>The path as it was sent.</summary>
    public string RawPath => incoming.Wire.Path;

    public CancellationToken Aborted => Http.RequestAborted;

    public HttpResponse Response => Http.Response;

    public bool IsGet => HttpMethods.IsGet(Http.Request.Method);

    /// <summary>Names of the query that say more than who signs.</summary>
    public IEnumerable<string> Asked => query.Keys.Where(
        name => !name.StartsWith(AmzPrefix, StringComparison.OrdinalIgnoreCase) && name != "x-id" && !SigV2Presigned.Parameters.Contains(name));

    /// <summary>Names and values of S3's own headers, wherever they are; names in lower case.</summary>
    public IEnumerable<(string Name, string Value)> AmzHeaders => Http.Request.Headers.Select(header => (header.Key, header.Value.ToString()))
        .Concat(query.Select(parameter => (parameter.Key, parameter.Value)))
        .Where(header => header.Item1.StartsWith(AmzPrefix, StringComparison.OrdinalIgnoreCase))
        .Select(header => (header.Item1.ToLowerInvariant(), header.Item2))
        .DistinctBy(header => header.Item1);

    /// <summary>A parameter of the query, decoded; null when it is absent.</summary>
    public string? Parameter(string name) => query.GetValueOrDefault(name);

    /// <summary>
    /// A header of the request itself; null when it is absent or empty. A checksum counts here only: the SDK for JavaScript puts that of no bytes into the query of every
    /// presigned upload, and S3 takes no notice of it.
    /// </summary>
    public string? SentHeader(string name) => Http.Request.Headers[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>A header, or a parameter of the query that stands for it; null when both are absent or empty.</summary>
    public string? Header(string name) =>
        SentHeader(name) is { } value ? value
        : name.StartsWith(AmzPrefix, StringComparison.OrdinalIgnoreCase)
            && query.FirstOrDefault(parameter => parameter.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } inQuery ? inQuery : null;

    /// <summary>A number of the query; null when it is absent.</summary>
    public int? Number(string name, int least, int most) => Parameter(name) is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw S3Errors.InvalidArgument($"{name} must be a number from {least} to {most}, not '{text}'.");

    /// <summary>The query asks for percent-encoded keys.</summary>
    public bool EncodesKeys => Parameter("encoding-type") switch
    {
        null => false,
        "url" => true,
        _ => throw S3Errors.InvalidArgument("encoding-type must be url."),
    };

    /// <summary>The body without frames. It cannot be read to its end without having been what was signed.</summary>
    public Stream OpenBody()
    {
        long? decodedLength = long.TryParse(Header("x-amz-decoded-content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
        return S3Body.Open(Http.Request.Body, incoming.Payload, decodedLength);
    }

    /// <summary>A small body, whole.</summary>
    public async Task<byte[]> ReadDocumentAsync(int limit)
    {
        await using var body = new CheckedBody(OpenBody(), SentHeader);
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

    /// <summary>Insists that a PUT says how long its body is, or that it comes in chunks.</summary>
    public void RequireLength()
    {
        if (Http.Request.ContentLength is null && Header("Transfer-Encoding") is null)
        {
            throw S3Errors.MissingContentLength();
        }
    }

    /// <summary>Answers with a document.</summary>
    public Task AnswerAsync(byte[] document)
    {
        Http.Response.ContentType = "application/xml";
        Http.Response.ContentLength = document.Length;
        return Http.Response.Body.WriteAsync(document, Aborted).AsTask();
    }
}
