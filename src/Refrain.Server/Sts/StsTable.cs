using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Refrain.Aws.Query;
using Refrain.Aws.SigV4;
using Refrain.Server.Access;
using Refrain.Server.Http;

namespace Refrain.Server.Sts;

/// <summary>
/// STS: who am I, and credentials for a while. A session may what the key that asked for it may, and ends with it; roles are names, nothing is looked up.
/// </summary>
internal sealed partial class StsTable(DoorKeys keys, TimeProvider clock)
{
    private const string Service = "sts";
    private const int LeastSeconds = 900;

    /// <summary>All operations.</summary>
    public IReadOnlyList<QueryOperation> Operations =>
    [
        new(Service, "GetCallerIdentity", GetCallerIdentity),
        new(Service, "AssumeRole", AssumeRole),
        new(Service, "GetSessionToken", GetSessionToken),
    ];

    private Task<Action<XmlWriter>?> GetCallerIdentity(QueryCall call)
    {
        var identity = call.Request.Identity;
        return Answer(xml =>
        {
            xml.Text("Arn", identity.Arn(keys.Account));
            xml.Text("UserId", identity.Session is { } session ? $"AROAREFRAIN:{session.Name}" : identity.AccessKeyId);
            xml.Text("Account", keys.Account);
        });
    }

    private Task<Action<XmlWriter>?> AssumeRole(QueryCall call)
    {
        var roleArn = call.Required("RoleArn");
        var name = call.Required("RoleSessionName");
        if (RoleArnPattern().Match(roleArn) is not { Success: true } role)
        {
            throw QueryCall.Invalid($"{roleArn} is invalid: expected arn:aws:iam::ACCOUNT:role/NAME.");
        }

        if (!SessionNamePattern().IsMatch(name))
        {
            throw QueryCall.Invalid($"1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]{{2,64}}");
        }

        var seconds = call.Number("DurationSeconds", LeastSeconds, 12 * 60 * 60, otherwise: 60 * 60);
        var session = SessionOf(call.Request.Identity, name, role.Groups[1].Value);
        var (credentials, expires) = Issue(session, seconds);
        return Answer(xml =>
        {
            WriteCredentials(xml, credentials, expires);
            xml.Structure("AssumedRoleUser", user =>
            {
                user.Text("AssumedRoleId", $"AROAREFRAIN:{name}");
                user.Text("Arn", $"arn:aws:sts::{keys.Account}:assumed-role/{session.RoleName}/{name}");
            });
        });
    }

    private Task<Action<XmlWriter>?> GetSessionToken(QueryCall call)
    {
        var identity = call.Request.Identity;
        if (identity.Session is not null)
        {
            throw new WireErrorException("AccessDenied", 403, "Cannot call GetSessionToken with session credentials");
        }

        var (credentials, expires) = Issue(SessionOf(identity, identity.Name, null), call.Number("DurationSeconds", LeastSeconds, 129_600, otherwise: 43_200));
        return Answer(xml => WriteCredentials(xml, credentials, expires));
    }

    // A session of a session ends with the job, too, that the first one belongs to.
    private Session SessionOf(Identity identity, string name, string? role) =>
        new(identity.Role, name, role, identity.Name, keys.AllowAny ? keys.Own.Credentials.AccessKeyId : identity.Session?.Key ?? identity.AccessKeyId, identity.Session?.Job);

    private (AwsCredentials Credentials, DateTimeOffset Expires) Issue(Session session, int seconds)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + seconds);
        return (keys.Issue(session, expires), expires);
    }

    private static void WriteCredentials(XmlWriter xml, AwsCredentials credentials, DateTimeOffset expires) => xml.Structure("Credentials", inner =>
    {
        inner.Text("AccessKeyId", credentials.AccessKeyId);
        inner.Text("SecretAccessKey", credentials.SecretAccessKey);
        inner.Text("SessionToken", credentials.SessionToken);
        inner.Text("Expiration", expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    });

    private static Task<Action<XmlWriter>?> Answer(Action<XmlWriter> result) => Task.FromResult<Action<XmlWriter>?>(result);

    [GeneratedRegex(@"^arn:aws[a-z\-]*:iam::\d{12}:role/(?:[\w+=,.@\-]+/)*([\w+=,.@\-]{1,64})$", RegexOptions.ECMAScript)]
    private static partial Regex RoleArnPattern();

    [GeneratedRegex(@"^[\w+=,.@\-]{2,64}$", RegexOptions.ECMAScript)]
    private static partial Regex SessionNamePattern();
}
