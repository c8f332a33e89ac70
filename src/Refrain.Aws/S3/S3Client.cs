using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.S3;

/// <summary>What HeadObject tells of an object.</summary>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ETag">As in the header, quotes included; empty if the service sent none.</param>
/// <param name="LastModified">When it was written, to the second.</param>
/// <param name="ContentType">The media type it was stored with.</param>
public sealed record S3ObjectHead(long Size, string ETag, DateTimeOffset? LastModified, string? ContentType);

/// <summary>
/// The few operations of S3 that a command line tool needs, path style (<c>/bucket/key</c>). All throw
/// <see cref="AwsServiceException"/> when S3 refuses, <see cref="AwsEndpointUnreachableException"/> when no answer
/// comes. Nothing is retried. Keys are given plain; encoding them is done here.
/// </summary>
/// <param name="http">Sends the requests; not disposed here.</param>
/// <param name="connection">Where S3 is, and who asks.</param>
/// <param name="clock">The time to sign with.</param>
public sealed class S3Client(HttpClient http, AwsConnection connection, TimeProvider clock)
{
    private readonly AwsHttp _http = new(http, connection, "s3", clock);

    /// <summary>Creates a bucket in the connection's region. One that the caller owns already is as good as new.</summary>
    public async Task CreateBucketAsync(string bucket, CancellationToken cancellationToken)
    {
        var document = connection.Region is "us-east-1" ? [] : S3XmlDocument.Write(
            "CreateBucketConfiguration", S3XmlDocument.Namespace, xml => xml.Text("LocationConstraint", connection.Region));
        using var content = new ByteArrayContent(document);
        using var answer = await SendAsync(HttpMethod.Put, bucket, null, "", [], content, PayloadHash.Of(document), cancellationToken);
        if (await FindErrorAsync(answer, cancellationToken) is { Code: not "BucketAlreadyOwnedByYou" } error)
        {
            throw error;
        }
    }

    /// <summary>HeadBucket: whether the bucket is there. A bucket that may not be looked at throws.</summary>
    public async Task<bool> BucketExistsAsync(string bucket, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Head, bucket, null, "", [], null, PayloadHash.Empty, cancellationToken);
        return await FoundAsync(answer, cancellationToken);
    }

    /// <summary>Stores bytes that are in memory.</summary>
    public async Task PutObjectAsync(
        string bucket, string key, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        await PutAsync(bucket, key, content, PayloadHash.Of(body.Span), contentType, cancellationToken);
    }

    /// <summary>
    /// Stores what a stream holds from its position on. The stream is read twice, first for the signature, so it must
    /// be able to seek; it is left open.
    /// </summary>
    public async Task PutObjectAsync(
        string bucket, string key, Stream body, string contentType, CancellationToken cancellationToken)
    {
        if (!body.CanSeek)
        {
            throw new ArgumentException("The stream to upload must be able to seek. Copy it to a file or to memory first.", nameof(body));
        }

        var start = body.Position;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(body, cancellationToken));
        body.Position = start;
        using var content = new StreamContent(new UndisposedStream(body));
        content.Headers.ContentLength = body.Length - start;
        await PutAsync(bucket, key, content, hash, contentType, cancellationToken);
    }

    /// <summary>Copies an object's bytes to a stream. What was written before an exception is part of the object only.</summary>
    public async Task GetObjectAsync(string bucket, string key, Stream destination, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, bucket, key, "", [], null, PayloadHash.Empty, cancellationToken);
        await ThrowIfErrorAsync(answer, cancellationToken);
        await _http.ReadAsync(async () =>
        {
            await answer.Content.CopyToAsync(destination, cancellationToken);
            return true;
        });
    }

    /// <summary>HeadObject: what is known of an object; null when there is none.</summary>
    public async Task<S3ObjectHead?> HeadObjectAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Head, bucket, key, "", [], null, PayloadHash.Empty, cancellationToken);
        if (!await FoundAsync(answer, cancellationToken))
        {
            return null;
        }

        var headers = answer.Content.Headers;
        return new S3ObjectHead(
            headers.ContentLength ?? 0, AwsHttp.FirstHeader(answer, "ETag") ?? "", headers.LastModified, headers.ContentType?.ToString());
    }

    /// <summary>One page of ListObjectsV2.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="delimiter">Rolls up what lies behind it, <c>/</c> usually; null lists every key.</param>
    /// <param name="continuationToken">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<ListObjectsV2Page> ListObjectsV2Async(
        string bucket, string prefix, string? delimiter, string? continuationToken, CancellationToken cancellationToken)
    {
        var query = new StringBuilder("list-type=2&encoding-type=url");
        Append(query, "prefix", prefix);
        Append(query, "delimiter", delimiter);
        Append(query, "continuation-token", continuationToken);
        using var answer = await SendAsync(
            HttpMethod.Get, bucket, null, query.ToString(), [], null, PayloadHash.Empty, cancellationToken);
        await ThrowIfErrorAsync(answer, cancellationToken);
        return S3XmlAnswers.ReadListObjectsV2(await _http.ReadAsync(() => answer.Content.ReadAsByteArrayAsync(cancellationToken)));
    }

    /// <summary>All objects whose keys begin with a prefix, page by page as they are asked for.</summary>
    public async IAsyncEnumerable<S3ListedObject> ListObjectsAsync(
        string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await ListObjectsV2Async(bucket, prefix, delimiter: null, next, cancellationToken);
            foreach (var listed in page.Objects)
            {
                yield return listed;
            }

            next = page.NextContinuationToken;
        }
        while (next is not null);
    }

    private async Task PutAsync(
        string bucket, string key, HttpContent content, string hash, string contentType, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Put, bucket, key, "", [new("Content-Type", contentType)], content, hash, cancellationToken);
        await ThrowIfErrorAsync(answer, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string bucket,
        string? key,
        string query,
        IReadOnlyList<SigV4Header> headers,
        HttpContent? content,
        string payloadHash,
        CancellationToken cancellationToken)
    {
        var path = "/" + AwsUriEncoding.Encode(bucket, keepSlash: false)
            + (key is null ? "" : "/" + AwsUriEncoding.Encode(key, keepSlash: true));
        return _http.SendAsync(method, connection.Address(path, query), headers, content, payloadHash, cancellationToken);
    }

    private async Task<bool> FoundAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.StatusCode is HttpStatusCode.NotFound)
        {
            return false;
        }

        await ThrowIfErrorAsync(answer, cancellationToken);
        return true;
    }

    private async Task ThrowIfErrorAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (await FindErrorAsync(answer, cancellationToken) is { } error)
        {
            throw error;
        }
    }

    // The answer to a HEAD has no body, so its status is all there is to tell.
    private async Task<AwsServiceException?> FindErrorAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return null;
        }

        var body = await _http.ReadAsync(() => answer.Content.ReadAsByteArrayAsync(cancellationToken));
        var (code, message) = S3XmlAnswers.ReadError(body);
        var status = (int)answer.StatusCode;
        return new AwsServiceException(
            code ?? answer.StatusCode.ToString(),
            message ?? $"S3 answered {status} {answer.ReasonPhrase} to {answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath}",
            status,
            AwsHttp.RequestId(answer));
    }

    private static void Append(StringBuilder query, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            query.Append('&').Append(name).Append('=').Append(AwsUriEncoding.Encode(value, keepSlash: false));
        }
    }
}
