using System.Text.Json;
using Refrain.Aws.SigV4;

namespace Refrain.Cli.Connecting;

/// <summary>What <c>server.json</c> says: a server is ready at this address.</summary>
/// <param name="Endpoint">For example <c>http://127.0.0.1:41873</c>.</param>
/// <param name="ProcessId">The server's process.</param>
/// <param name="Region">The region it signs for when none is given.</param>
internal sealed record ServerAddress(Uri Endpoint, int ProcessId, string Region);

/// <summary>Reads the two files that a server leaves in its data folder for clients on the same machine.</summary>
internal static class ServerFiles
{
    /// <summary>The address of the server of this folder; null when none is ready.</summary>
    /// <exception cref="CliException">The file is there and cannot be used.</exception>
    public static ServerAddress? Address(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "server.json");
        return Read(path) is not { } root
            ? null
            : new ServerAddress(
                Uri.TryCreate(Text(root, "endpoint", path), UriKind.Absolute, out var endpoint) ? endpoint : throw Unusable(path, "'endpoint' is not an address"),
                root.TryGetProperty("pid", out var pid) && pid.ValueKind is JsonValueKind.Number && pid.TryGetInt32(out var number) ? number : throw Unusable(path, "'pid' is not a number"),
                Text(root, "region", path));
    }

    /// <summary>The keys that the server made at its first start; null when there are none.</summary>
    /// <exception cref="CliException">The file is there and cannot be used.</exception>
    public static AwsCredentials? Credentials(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "credentials.json");
        return Read(path) is { } root
            ? new AwsCredentials(Text(root, "accessKeyId", path), Text(root, "secretAccessKey", path))
            : null;
    }

    private static JsonElement? Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Unusable(path, "it does not hold a JSON object");
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw Unusable(path, damaged.Message);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CliException($"{path} may not be read by this user.", "Run the command as the user who runs the server, or name another folder with --data-dir.");
        }
    }

    private static string Text(JsonElement root, string name, string path) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw Unusable(path, $"'{name}' is missing");

    private static CliException Unusable(string path, string why) =>
        new($"{path} cannot be used: {why}.", "Start the server of this folder again (refrain serve), which writes the file anew.");
}
