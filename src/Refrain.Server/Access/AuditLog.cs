using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Refrain.Server.Access;

/// <summary>A line of the audit log. Members are only added.</summary>
internal sealed record AuditEntry(
    DateTimeOffset At, string RequestId, string Who, string? AccessKeyId, string? Session, string Action, string? Resource, string Outcome, int Status, string? From);

/// <summary>
/// Who changed what, when and with what outcome: <c>audit/audit.jsonl</c> in the data folder, one JSON object a line. At 16 MiB it is set aside under the time at which it ended; ten of those
/// are kept.
/// </summary>
internal sealed class AuditLog(string dataDirectory, TimeProvider clock, long largest = 16 * 1024 * 1024) : IDisposable
{
    private const int Kept = 10;

    private readonly string folder = Path.Combine(dataDirectory, "audit");
    private readonly Lock gate = new();
    private FileStream? file;

    /// <summary>The file that is written to.</summary>
    public string Current => Path.Combine(folder, "audit.jsonl");

    /// <summary>Writes a line; it is in the file when this returns.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(AuditEntry entry)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry), (byte)'\n'];
        lock (gate)
        {
            file ??= Open();
            if (file.Length > 0 && file.Length + line.Length > largest)
            {
                Rotate();
            }

            file!.Write(line); // just opened, or again by Rotate
            file.Flush();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
            file = null;
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new FileStream(Current, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    private void Rotate()
    {
        file!.Dispose(); // the caller opened it
        file = null;
        File.Move(Current, Path.Combine(folder, $"audit-{clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}.jsonl"), overwrite: true);
        foreach (var old in Directory.EnumerateFiles(folder, "audit-*.jsonl").OrderDescending(StringComparer.Ordinal).Skip(Kept).ToList())
        {
            File.Delete(old);
        }

        file = Open();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
