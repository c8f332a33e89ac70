using System.Globalization;

namespace Refrain.Cli.Printing;

/// <summary>Times as people read them.</summary>
internal static class Durations
{
    /// <summary><c>0.4 s</c>, <c>12.3 s</c>, <c>2 min 05 s</c>, <c>1 h 07 min</c>.</summary>
    public static string Show(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 0 } => "0.0 s",
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Truncate(duration.TotalSeconds * 10) / 10:0.0} s"),
        { TotalMinutes: < 60 } => $"{(int)duration.TotalMinutes} min {duration.Seconds:00} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes:00} min",
    };

    /// <summary>How old something is, roughly: <c>just now</c>, <c>5 min ago</c>, <c>3 h ago</c>, <c>12 days ago</c>.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 10 } => "just now",
        { TotalSeconds: < 90 } => $"{(int)age.TotalSeconds} s ago",
        { TotalMinutes: < 90 } => $"{(int)age.TotalMinutes} min ago",
        { TotalHours: < 48 } => $"{(int)age.TotalHours} h ago",
        _ => $"{(int)age.TotalDays} days ago",
    };

    /// <summary>A point in time in UTC, to the second: the same everywhere, and it sorts.</summary>
    public static string Show(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>As <see cref="Show(DateTimeOffset?)"/> without year and seconds, where there is no room.</summary>
    public static string ShowShort(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";
}
