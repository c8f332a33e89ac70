using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Hosting;

/// <summary>The one key pair of a data folder: <c>credentials.json</c>. Made at the first start; whoever can read the folder may use it.</summary>
internal static class CredentialsFile
{
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Where it is.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "credentials.json");

    /// <summary>Reads the key pair, or makes one.</summary>
    /// <exception cref="StartException">There is a file, and it does not hold a key pair.</exception>
    public static AwsCredentials ReadOrMake(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        return File.Exists(path) ? Read(path) : Make(path);
    }

    private static AwsCredentials Make(string path)
    {
        var made = new StoredCredentials($"REFRAIN{RandomNumberGenerator.GetString(Capitals, 13)}", RandomNumberGenerator.GetString(Letters, 40));
        PrivateJsonFile.Write(path, made, HostingJson.Default.StoredCredentials);
        return new AwsCredentials(made.AccessKeyId!, made.SecretAccessKey!); // just made
    }

    private static AwsCredentials Read(string path)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(File.ReadAllBytes(path), HostingJson.Default.StoredCredentials);
            return stored is { AccessKeyId: { Length: > 0 } id, SecretAccessKey: { Length: > 0 } secret }
                ? new AwsCredentials(id, secret)
                : throw Damaged(path, "a member is missing", null);
        }
        catch (JsonException error)
        {
            throw Damaged(path, error.Message, error);
        }
    }

    private static StartException Damaged(string path, string problem, Exception? cause) => new(
        $"'{path}' does not hold credentials ({problem}): expected {{\"accessKeyId\":\"...\",\"secretAccessKey\":\"...\"}}. Repair it, or remove it to have new ones made.",
        cause);
}

internal sealed record StoredCredentials(string? AccessKeyId, string? SecretAccessKey);

/// <summary>Where a running server is: what tools of this machine read.</summary>
internal sealed record StoredServer(string Endpoint, int Pid, string Region, string Account);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredCredentials))]
[JsonSerializable(typeof(StoredServer))]
internal sealed partial class HostingJson : JsonSerializerContext;
