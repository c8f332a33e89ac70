using System.Security.Cryptography;
using System.Text;

namespace Refrain.Aws.SigV4;

/// <summary>The key of one day, region and service, and what is done with it.</summary>
internal static class SigningKey
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public static byte[] Derive(string secretAccessKey, CredentialScope scope)
    {
        var ofDay = Hmac(Encoding.UTF8.GetBytes("AWS4" + secretAccessKey), scope.Date);
        var ofRegion = Hmac(ofDay, scope.Region);
        var ofService = Hmac(ofRegion, scope.Service);
        return Hmac(ofService, "aws4_request");
    }

    public static string StringToSign(string timestamp, CredentialScope scope, string canonicalRequest) =>
        $"{Algorithm}\n{timestamp}\n{scope.Text}\n{PayloadHash.Of(Encoding.UTF8.GetBytes(canonicalRequest))}";

    public static string Sign(byte[] key, string text) => Convert.ToHexStringLower(Hmac(key, text));

    /// <summary>Compares in a time that tells nothing about where the two differ.</summary>
    public static bool AreEqual(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
