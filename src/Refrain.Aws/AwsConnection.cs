using Refrain.Aws.SigV4;

namespace Refrain.Aws;

/// <summary>Where an AWS service (or one that speaks like it) is, and who asks.</summary>
/// <param name="Endpoint">The base address, for example <c>http://127.0.0.1:8080</c>. A path before the API is kept.</param>
/// <param name="Region">The region to sign for.</param>
/// <param name="Credentials">The keys to sign with.</param>
public sealed record AwsConnection(Uri Endpoint, string Region, AwsCredentials Credentials)
{
    /// <summary>
    /// A URI that is sent exactly as written. .NET otherwise removes dot segments and decodes what need not be
    /// encoded, after which the signature no longer fits, and a key like <c>a/../b</c> would name another object.
    /// </summary>
    internal static Uri ExactUri(string text) =>
        new(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>The address of a path (encoded, beginning with a slash) and query (encoded, without question mark).</summary>
    internal Uri Address(string path, string query) => ExactUri(
        $"{Endpoint.Scheme}://{Endpoint.Authority}{Endpoint.AbsolutePath.TrimEnd('/')}{path}{(query.Length > 0 ? "?" : "")}{query}");
}
