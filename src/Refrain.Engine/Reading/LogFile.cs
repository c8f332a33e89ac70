using System.Text;

namespace Refrain.Engine.Reading;

/// <summary>A line of a log, and where it stands in bytes.</summary>
public sealed record LogLine(long From, long To, string Text);

/// <summary>
/// Reads lines of a log that may be of any size and still grow, a page at a time: memory is bounded by a page, whatever is in the log. Only whole lines are told, since a line
/// that is told twice would be printed twice; what lacks its end is told when the job has ended, or when it is longer than a line may be.
/// </summary>
public static class LogFile
{
    /// <summary>The longest line: an event of CloudWatch Logs has 256 KiB. Longer ones are told in pieces.</summary>
    public const int MaxLineBytes = 256 * 1024;

    /// <summary>The most bytes of a page, as of an answer of CloudWatch Logs.</summary>
    public const int MaxPageBytes = 1024 * 1024;

    /// <summary>Lines from an offset on, at most so many.</summary>
    public static IReadOnlyList<LogLine> Forward(Stream log, long from, int most, bool isComplete)
    {
        var length = log.Length;
        if (from < 0 || from >= length)
        {
            return [];
        }

        var page = Read(log, from, (int)Math.Min(MaxPageBytes, length - from));
        return [.. Lines(page, from, isLast: isComplete && from + page.Length == length).Take(most)];
    }

    /// <summary>The last lines before an offset (null: the end), at most so many, in their order.</summary>
    public static IReadOnlyList<LogLine> Backward(Stream log, long? before, int most, bool isComplete)
    {
        var end = Math.Min(before ?? log.Length, log.Length);
        var from = Math.Max(0, end - MaxPageBytes);
        if (end <= 0)
        {
            return [];
        }

        var page = Read(log, from, (int)(end - from));
        var lines = Lines(page, from, isLast: before is not null || isComplete).ToList();
        var first = from > 0 && lines.Count > 1 ? 1 : 0; // a page that does not begin at the beginning begins within a line
        return lines[Math.Max(first, lines.Count - most)..];
    }

    private static byte[] Read(Stream log, long from, int count)
    {
        log.Seek(from, SeekOrigin.Begin);
        var page = new byte[count];
        var read = log.ReadAtLeast(page, count, throwOnEndOfStream: false);
        return read == count ? page : page[..read];
    }

    private static IEnumerable<LogLine> Lines(byte[] page, long from, bool isLast)
    {
        for (var at = 0; at < page.Length;)
        {
            var rest = page.AsSpan(at);
            var end = rest[..Math.Min(rest.Length, MaxLineBytes)].IndexOf((byte)'\n');
            if (end < 0 && rest.Length < MaxLineBytes && !isLast)
            {
                yield break;
            }

            var length = end >= 0 ? end : Math.Min(rest.Length, MaxLineBytes);
            var next = at + length + (end >= 0 ? 1 : 0);
            yield return new LogLine(from + at, from + next, Encoding.UTF8.GetString(rest[..length]).TrimEnd('\r'));
            at = next;
        }
    }
}
