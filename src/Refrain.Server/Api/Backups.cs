using System.ComponentModel;
using Refrain.Storage;
using Refrain.Storage.Backups;

namespace Refrain.Server.Api;

/// <summary>Backups of this server's data folder, while everything goes on.</summary>
internal sealed class Backups(SqliteStorage storage)
{
    public async Task<BackupOutput> MakeAsync(ApiCall call, BackupInput input) => BackupOutput.Of(await storage.BackUpAsync(input.Place, call.Cancellation));
}

[Description("Where a backup goes.")]
internal sealed record BackupInput(
    [property: Description("The absolute path of a folder, or of a .tar file, on the server's machine, outside of the data folder. A backup that is there already is replaced.")] string Place);

[Description("A backup that was made.")]
internal sealed record BackupOutput(
    [property: Description("The folder or archive.")] string Place,
    [property: Description("The moment that it shows.")] DateTimeOffset MadeAt,
    [property: Description("Files in it, blobs among them.")] int Files,
    [property: Description("Bytes in it.")] long Bytes,
    [property: Description("Blobs in it.")] int Blobs,
    [property: Description("Blobs that share their bytes with the data folder or with the backup before.")] int LinkedBlobs,
    [property: Description("Blobs that keys point at and that the data folder has lost.")] int MissingBlobs)
{
    public static BackupOutput Of(BackupReport report) =>
        new(report.Place, report.MadeAt, report.Files, report.Bytes, report.Blobs, report.LinkedBlobs, report.MissingBlobs);
}

[Description("A backup that was read whole.")]
internal sealed record VerificationOutput(
    [property: Description("The moment that it shows.")] DateTimeOffset MadeAt,
    [property: Description("Files in it.")] int Files,
    [property: Description("Bytes in it.")] long Bytes,
    [property: Description("What is wrong with it, a line each; none when all is well.")] IReadOnlyList<string> Problems)
{
    public static VerificationOutput Of(VerificationReport report) => new(report.MadeAt, report.Files, report.Bytes, [.. report.Problems]);
}
