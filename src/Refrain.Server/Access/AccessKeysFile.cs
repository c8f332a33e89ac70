using System.Text.Json;
using Refrain.Aws.SigV4;
using Refrain.Server.Hosting;

namespace Refrain.Server.Access;

/// <summary>A key of the keys' file.</summary>
internal sealed record StoredAccessKey(string? AccessKeyId, string? SecretAccessKey, string? Role, string? Name);

/// <summary>The keys' file: <c>{"keys":[{"accessKeyId":..,"secretAccessKey":..,"role":"viewer","name":"ann"}]}</c>.</summary>
internal sealed record StoredAccessKeys(List<StoredAccessKey?>? Keys);

/// <summary>A key that may come in, and what it may do.</summary>
internal sealed record AccessKey(AwsCredentials Credentials, AccessRole Role, string Name);

/// <summary>The keys besides the server's own: <c>access-keys.json</c> of the data folder, written by the operator. It may be missing.</summary>
internal static class AccessKeysFile
{
    private const string Expected = """expected {"keys":[{"accessKeyId":"...","secretAccessKey":"...","role":"viewer","name":"ann"}]}""";

    /// <summary>Where it is.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "access-keys.json");

    /// <summary>The server's own key, which is an admin's, and those of the file.</summary>
    /// <exception cref="StartException">There is a file, and it is not right: nobody comes in by a key that was misread.</exception>
    public static IReadOnlyList<AccessKey> Read(string dataDirectory, AwsCredentials own)
    {
        var path = PathIn(dataDirectory);
        var keys = new List<AccessKey> { new(own, AccessRole.Admin, own.AccessKeyId) };
        foreach (var stored in File.Exists(path) ? Parse(path) : [])
        {
            var key = Checked(stored, path);
            if (keys.Exists(other => other.Credentials.AccessKeyId == key.Credentials.AccessKeyId))
            {
                throw Damaged(path, $"the access key id '{key.Credentials.AccessKeyId}' is there twice, or is the server's own");
            }

            keys.Add(key);
        }

        return keys;
    }

    private static List<StoredAccessKey?> Parse(string path)
    {
        if ((File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
        {
            throw new StartException($"'{path}' holds secrets and others of this machine may read or write it. Say: chmod 600 '{path}'.");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AccessJson.Default.StoredAccessKeys)?.Keys ?? throw Damaged(path, "there are no keys in it");
        }
        catch (JsonException error)
        {
            throw new StartException($"'{path}' does not hold access keys (line {error.LineNumber + 1}, {error.Path}): {Expected}.", error);
        }
    }

    // Messages name the place, and never what stands there: it may be a secret.
    private static AccessKey Checked(StoredAccessKey? stored, string path) => stored switch
    {
        not { AccessKeyId.Length: >= 16 and <= 128 } => throw Damaged(path, "an accessKeyId is missing or has not 16 to 128 characters"),
        { AccessKeyId: var id } when !id.All(char.IsAsciiLetterOrDigit) => throw Damaged(path, "an accessKeyId has other characters than letters and digits"),
        { AccessKeyId: var id } when id.StartsWith("ASIA", StringComparison.Ordinal) => throw Damaged(path, $"'{id}' begins with ASIA, as only temporary keys do"),
        not { SecretAccessKey.Length: >= 16 } => throw Damaged(path, $"the secretAccessKey of '{stored.AccessKeyId}' is missing or shorter than 16 characters"),
        _ when !TryRole(stored.Role, out _) => throw Damaged(path, $"the role of '{stored.AccessKeyId}' is not viewer, operator, author or admin"),
        _ => new AccessKey(new AwsCredentials(stored.AccessKeyId, stored.SecretAccessKey), RoleOf(stored), stored.Name is { Length: > 0 } name ? name : stored.AccessKeyId),
    };

    private static AccessRole RoleOf(StoredAccessKey stored) => TryRole(stored.Role, out var role) ? role : throw new System.Diagnostics.UnreachableException();

    private static bool TryRole(string? text, out AccessRole role) =>
        Enum.TryParse(text, ignoreCase: true, out role) && Enum.IsDefined(role) && !char.IsAsciiDigit(text![0]); // parsed, so not null

    private static StartException Damaged(string path, string problem) => new($"'{path}' does not hold access keys ({problem}): {Expected}.");
}
