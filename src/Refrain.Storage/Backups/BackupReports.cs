using Refrain.Core;

namespace Refrain.Storage.Backups;

/// <summary>What a backup came to.</summary>
/// <param name="Place">The folder or archive.</param>
/// <param name="MadeAt">The moment that it shows.</param>
/// <param name="Files">Files in it, blobs among them.</param>
/// <param name="Bytes">Bytes in it.</param>
/// <param name="Blobs">Blobs in it.</param>
/// <param name="LinkedBlobs">Blobs that share their bytes with the data folder or with the backup before.</param>
/// <param name="MissingBlobs">Blobs that keys point at and that the data folder has lost.</param>
public sealed record BackupReport(string Place, DateTimeOffset MadeAt, int Files, long Bytes, int Blobs, int LinkedBlobs, int MissingBlobs);

/// <summary>What is wrong with a backup; nothing when <paramref name="Problems"/> is empty.</summary>
/// <param name="MadeAt">The moment that it shows.</param>
/// <param name="Files">Files that were read.</param>
/// <param name="Bytes">Bytes that were read.</param>
/// <param name="Problems">One line each.</param>
public sealed record VerificationReport(DateTimeOffset MadeAt, int Files, long Bytes, ValueList<string> Problems);
