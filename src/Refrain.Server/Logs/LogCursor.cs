using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Server.Logs;

/// <summary>Where a client is: <c>f/BYTES</c> and <c>b/BYTES</c> within a stream, and the last job in a list of streams.</summary>
internal static class LogCursor
{
    public static string Forward(long offset) => string.Create(CultureInfo.InvariantCulture, $"f/{offset:D35}");

    public static string Backward(long offset) => string.Create(CultureInfo.InvariantCulture, $"b/{offset:D35}");

    /// <summary>The direction and offset of a token; without one, from the beginning when asked so, and from the end otherwise.</summary>
    public static (bool IsForward, long? Offset) ReadOffset(string? token, bool fromHead) => token switch
    {
        null => (fromHead, null),
        ['f' or 'b', '/', .. var digits] when digits.Length == 35 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) => (token[0] == 'f', offset),
        _ => throw LogsErrors.Invalid("The specified nextToken is invalid."),
    };

    public static string Write(LoggedJob job) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{job.Name}\n{job.CreatedAt.ToUnixTimeMilliseconds()}")));

    /// <summary>The job of a token; only its place in the order is known.</summary>
    public static LoggedJob? ReadJob(string? token) => token is null ? null
        : Read(token) is [var name, var time] && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? new LoggedJob(name, new JobToken("", new StepName(""), 0), DateTimeOffset.FromUnixTimeMilliseconds(ms))
            : throw LogsErrors.Invalid("The specified nextToken is invalid.");

    /// <summary>A place within a search: a stream, and an offset in it.</summary>
    public static string Write(LoggedJob job, long offset) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{job.Name}\n{job.CreatedAt.ToUnixTimeMilliseconds()}\n{offset}")));

    /// <summary>The place of a search's token: the job, and the offset in its log.</summary>
    public static (string Job, long Offset)? ReadPlace(string? token) => token is null ? null
        : Read(token) is [var name, _, var offset] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? (name, bytes)
            : throw LogsErrors.Invalid("The specified nextToken is invalid.");

    private static string[] Read(string token) => Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('\n') : [];
}
