using System.Text.Json;
using System.Text.Json.Serialization;

namespace Refrain.Storage.Backups;

/// <summary>What a backup holds: <c>backup.json</c> in its folder. Written last, so a folder that has one is whole.</summary>
/// <param name="Format">The version of this form.</param>
/// <param name="MadeAt">The moment that the database shows.</param>
/// <param name="Migration">The last migration its database has had.</param>
/// <param name="Files">Every file, with its digest.</param>
/// <param name="Missing">Blobs that keys point at and that the data folder lacked already.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset MadeAt, string? Migration, IReadOnlyList<BackupFile> Files, IReadOnlyList<string> Missing)
{
    public const string FileName = "backup.json";

    public const int CurrentFormat = 1;

    /// <summary>Reads one.</summary>
    /// <exception cref="BackupException">It is damaged, or of a later build.</exception>
    public static BackupManifest Read(Stream from, string place)
    {
        try
        {
            return JsonSerializer.Deserialize(from, BackupJson.Default.BackupManifest) switch
            {
                { Files: not null, Missing: not null } manifest when manifest.Format <= CurrentFormat && manifest.Files.All(file => file.IsBelow()) => manifest,
                { Format: > CurrentFormat and var later } => throw new BackupException(
                    $"The backup '{place}' has format {later}, this build reads up to {CurrentFormat}: use the Refrain that made it, or a later one."),
                _ => throw new BackupException($"'{FileName}' of the backup '{place}' is damaged: use another backup."),
            };
        }
        catch (JsonException error)
        {
            throw new BackupException($"'{FileName}' of the backup '{place}' is damaged ({error.Message}): use another backup.", error);
        }
    }
}

/// <summary>A file of a backup: its path below the folder, its size in bytes and its SHA-256 (hex).</summary>
internal sealed record BackupFile(string Path, long Size, string Sha256)
{
    // A manifest from elsewhere must not lead out of the folder.
    public bool IsBelow() => Path is { Length: > 0 } && !System.IO.Path.IsPathRooted(Path) && !Path.Split('/').Contains("..") && Sha256 is { Length: 64 };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
