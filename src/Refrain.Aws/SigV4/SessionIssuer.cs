using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Refrain.Aws.SigV4;

/// <summary>What a session token says, once it was found to be ours.</summary>
/// <param name="SecretAccessKey">What requests of the session are signed with.</param>
/// <param name="Claims">What the issuer wrote into it.</param>
/// <param name="Expires">The session's end.</param>
public sealed record SessionToken(string SecretAccessKey, string Claims, DateTimeOffset Expires)
{
    /// <summary>Tells nothing of the secret.</summary>
    public override string ToString() => $"SessionToken {{ Claims = {Claims}, Expires = {Expires:u} }}";
}

/// <summary>
/// Issues temporary credentials that need no store: the token carries what it stands for and is signed, and the secret is derived from the token. So they outlive a restart of
/// whoever issued them, and cannot be made or changed without the key.
/// </summary>
/// <param name="key">The issuer's secret; with another one, all that was issued before is worthless.</param>
public sealed class SessionIssuer(byte[] key)
{
    private const string Version = "1";
    private const string KeyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Issues credentials that hold until a time.</summary>
    /// <param name="seed">Makes the access key id: the same seed, claims and end give the same credentials.</param>
    /// <param name="claims">What is to be known of the session when it is used.</param>
    /// <param name="expires">Its end; milliseconds are cut off.</param>
    public AwsCredentials Issue(ReadOnlySpan<byte> seed, string claims, DateTimeOffset expires)
    {
        var digest = HMACSHA256.HashData(key, seed);
        var accessKeyId = "ASIA" + string.Concat(digest.Take(16).Select(one => KeyLetters[one % KeyLetters.Length]));
        var body = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Version}\n{accessKeyId}\n{expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}\n{claims}"));
        var token = $"{body}.{Mac("token", body)}";
        return new AwsCredentials(accessKeyId, Mac("secret", token), token);
    }

    /// <summary>Reads a token; null when it was not issued here, or not for this access key id. Whether it has expired is for the caller to see.</summary>
    public SessionToken? Read(string accessKeyId, string token)
    {
        if (token.Split('.') is not [var body, var mac]
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Mac("token", body)), Encoding.UTF8.GetBytes(mac))
            || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(body)).Split('\n', 4) is not [Version, var id, var end, var claims]
            || id != accessKeyId)
        {
            return null;
        }

        return new SessionToken(Mac("secret", token), claims, DateTimeOffset.FromUnixTimeSeconds(long.Parse(end, CultureInfo.InvariantCulture))); // ours, so a number
    }

    private string Mac(string purpose, string text) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{purpose}\n{text}")));
}
