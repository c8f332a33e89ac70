using System.Security.Cryptography;
using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Access;

/// <summary>Who may come in: the keys of the configuration, and the sessions that were issued to their owners and to jobs.</summary>
internal sealed class DoorKeys
{
    /// <summary>AWS's longest session of AssumeRole, and of GetSessionToken.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(36);

    private readonly Dictionary<string, AccessKey> keys;
    private readonly SessionIssuer issuer;
    private readonly Func<string, bool> isJobAlive;
    private readonly TimeProvider clock;

    /// <param name="account">The account that everybody who comes in belongs to.</param>
    /// <param name="keys">Permanent keys; the first is the server's own.</param>
    /// <param name="allowAny">Nobody is asked for a signature.</param>
    /// <param name="isJobAlive">Whether a job, by its token, has not ended: its credentials end with it.</param>
    /// <param name="clock">Tells when sessions are over.</param>
    public DoorKeys(string account, IReadOnlyList<AccessKey> keys, bool allowAny, Func<string, bool> isJobAlive, TimeProvider clock)
    {
        (Account, AllowAny, Own, this.isJobAlive, this.clock) = (account, allowAny, keys[0], isJobAlive, clock);
        this.keys = keys.ToDictionary(key => key.Credentials.AccessKeyId, StringComparer.Ordinal);
        issuer = new SessionIssuer(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Own.Credentials.SecretAccessKey), "refrain session credentials"u8));
    }

    /// <summary>The account that everybody who comes in belongs to.</summary>
    public string Account { get; }

    /// <summary>Nobody is asked for a signature.</summary>
    public bool AllowAny { get; }

    /// <summary>The server's own key.</summary>
    public AccessKey Own { get; }

    /// <summary>The key of a request, for the verifier.</summary>
    public SigV4Key Find(string accessKeyId, string? token)
    {
        if (keys.TryGetValue(accessKeyId, out var key))
        {
            return token is null ? new SigV4Key.Known(key.Credentials.SecretAccessKey) : new SigV4Key.WrongToken();
        }

        if (token is null)
        {
            return new SigV4Key.Unknown();
        }

        if (issuer.Read(accessKeyId, token) is not { } read)
        {
            return new SigV4Key.WrongToken();
        }

        var session = Session.Read(read.Claims);
        return session switch
        {
            _ when !keys.ContainsKey(session.Key) => new SigV4Key.WrongToken(),
            _ when read.Expires <= clock.GetUtcNow() || session.Job is { } job && !isJobAlive(job) => new SigV4Key.ExpiredToken(),
            _ => new SigV4Key.Known(read.SecretAccessKey),
        };
    }

    /// <summary>Whose a key is; asked for keys that <see cref="Find"/> knew. The token was verified then.</summary>
    public Identity Identify(string accessKeyId, string? token)
    {
        if (keys.TryGetValue(accessKeyId, out var key))
        {
            return new Identity(key.Name, key.Role) { AccessKeyId = accessKeyId };
        }

        var session = Session.Read(issuer.Read(accessKeyId, token!)!.Claims); // known to Find, so there is a token of ours
        var role = (AccessRole)Math.Min((int)session.Role, (int)keys[session.Key].Role);
        return new Identity(session.By, role) { AccessKeyId = accessKeyId, Session = session };
    }

    /// <summary>Credentials for a session.</summary>
    public AwsCredentials Issue(Session session, DateTimeOffset expires) => issuer.Issue(RandomNumberGenerator.GetBytes(16), session.Write(), expires);

    /// <summary>Credentials for a job: the same ones whenever they are asked for, so that a launch that is done twice is done once.</summary>
    public AwsCredentials IssueForJob(string job, AccessRole role, string by, DateTimeOffset expires) => issuer.Issue(
        Encoding.UTF8.GetBytes($"job\n{job}"), new Session(role, job, "RefrainJob", by, Own.Credentials.AccessKeyId, job).Write(), expires);
}
