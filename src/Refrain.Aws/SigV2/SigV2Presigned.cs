using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.SigV2;

/// <summary>What is true of a URL that was presigned with Signature Version 2. A null <paramref name="Refusal"/>: its holder may use it.</summary>
public sealed record SigV2Verdict(string AccessKeyId, SigV4Refusal? Refusal, string Message);

/// <summary>
/// S3's presigned URLs of before Signature Version 4, which boto3 still makes for us-east-1: <c>?AWSAccessKeyId=..&amp;Expires=..&amp;Signature=..</c>. Rules: Amazon S3 user
/// guide, "Signing and authenticating REST requests". HMAC-SHA1 is what they say; the secret does not leave us by it.
/// </summary>
public static class SigV2Presigned
{
    /// <summary>The three parameters of the signature; they ask for nothing.</summary>
    public static IReadOnlySet<string> Parameters { get; } = new HashSet<string>(StringComparer.Ordinal) { KeyParameter, ExpiresParameter, SignatureParameter };

    private const string KeyParameter = "AWSAccessKeyId", ExpiresParameter = "Expires", SignatureParameter = "Signature";

    // What of a query the signature covers.
    private static readonly HashSet<string> Covered = new(StringComparer.Ordinal)
    {
        "accelerate", "acl", "analytics", "cors", "delete", "inventory", "lifecycle", "location", "logging", "metrics", "notification", "object-lock", "partNumber", "policy",
        "replication", "requestPayment", "restore", "select", "select-type", "storageClass", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions",
        "website", "response-cache-control", "response-content-disposition", "response-content-encoding", "response-content-language", "response-content-type", "response-expires",
    };

    /// <summary>Whether a query carries such a signature.</summary>
    public static bool IsPresigned(string query) => CanonicalQuery.Split(query).Any(parameter => parameter.Name == KeyParameter);

    /// <summary>Verifies one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="bucketOfHost">The bucket that its host names; null when the path does.</param>
    /// <param name="findSecret">The secret access key of an access key id; null when there is no such key.</param>
    /// <param name="now">The time.</param>
    public static SigV2Verdict Verify(SigV4Request request, string? bucketOfHost, Func<string, string?> findSecret, DateTimeOffset now)
    {
        var query = CanonicalQuery.Split(request.Query).Select(parameter => (Name: Plain(parameter.Name), Value: Plain(parameter.Value))).ToList();
        string? Value(string name) => query.Where(parameter => parameter.Name == name).Select(parameter => parameter.Value).FirstOrDefault();
        var id = Value(KeyParameter) ?? "";
        if (Value(SignatureParameter) is not { } signature || !long.TryParse(Value(ExpiresParameter), NumberStyles.None, CultureInfo.InvariantCulture, out var expires))
        {
            return new(id, SigV4Refusal.IncompletePresignedUrl, "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters.");
        }

        if (findSecret(id) is not { } secret)
        {
            return new(id, SigV4Refusal.UnknownAccessKey, "The AWS Access Key Id you provided does not exist in our records.");
        }

        var expected = Sign(secret, StringToSign(request, bucketOfHost, query, Value(ExpiresParameter) ?? ""));
        return !SigningKey.AreEqual(expected, signature)
            ? new(id, SigV4Refusal.InvalidSignature, "The request signature we calculated does not match the signature you provided. Check your key and signing method; a Content-Type that was not signed must not be sent.")
            : now.ToUnixTimeSeconds() > expires ? new(id, SigV4Refusal.PresignedUrlExpired, "Request has expired") : new(id, null, "");
    }

    private static string StringToSign(SigV4Request request, string? bucketOfHost, List<(string Name, string Value)> query, string expires)
    {
        string Header(string name) => request.HeaderValues(name).FirstOrDefault() ?? query.Where(parameter => parameter.Name == name).Select(parameter => parameter.Value).FirstOrDefault() ?? "";
        var path = request.Path.Length == 0 ? "/" : request.Path;
        var resource = bucketOfHost is null ? path : $"/{bucketOfHost}{path}";
        var covered = query.Where(parameter => Covered.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => parameter.Value.Length == 0 ? parameter.Name : $"{parameter.Name}={parameter.Value}")
            .ToList();
        return $"{request.Method}\n{Header("content-md5")}\n{Header("content-type")}\n{expires}\n{AmzHeaders(request, query)}{resource}{(covered.Count > 0 ? "?" : "")}{string.Join('&', covered)}";
    }

    /// <summary>S3's own headers, those that the URL carries in its query among them.</summary>
    private static string AmzHeaders(SigV4Request request, List<(string Name, string Value)> query) => string.Concat(
        request.Headers.Select(header => (Name: header.Name.ToLowerInvariant(), Value: header.Value.Trim()))
            .Concat(query.Where(parameter => !request.HeaderValues(parameter.Name).Any()).Select(parameter => (Name: parameter.Name.ToLowerInvariant(), parameter.Value)))
            .Where(header => header.Name.StartsWith("x-amz-", StringComparison.Ordinal))
            .GroupBy(header => header.Name, header => header.Value)
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}:{string.Join(',', header)}\n"));

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Signature Version 2 is HMAC-SHA1 by definition.")]
    private static string Sign(string secret, string text) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    private static string Plain(string text) => AwsUriEncoding.Decode(text.Replace('+', ' '));
}
