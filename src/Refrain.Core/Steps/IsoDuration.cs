using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Refrain.Core.Steps;

/// <summary>
/// A duration as pipelines write it: ISO 8601 read leniently (spec 03, 1): in any case, the leading P may be missing, <c>M</c> is months before the T and minutes
/// behind it. Years and months follow the calendar.
/// </summary>
public sealed partial record IsoDuration
{
    private const int LargestCount = 999_999_999;

    private IsoDuration(string text, long months, long seconds) => (Text, Months, Seconds) = (text, months, seconds);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Years and months, in months.</summary>
    public long Months { get; }

    /// <summary>Weeks, days and times of day, in seconds.</summary>
    public long Seconds { get; }

    /// <summary>Reads a duration; false for anything that is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IsoDuration? duration)
    {
        var match = Pattern().Match(text);
        if (!match.Success || !match.Groups.Values.Skip(1).Any(group => group.Success))
        {
            duration = null;
            return false;
        }

        long Count(string group) => match.Groups[group] is { Success: true } found ? Math.Min(LargestCount, Number(found.Value)) : 0;
        var days = (7 * Count("weeks")) + Count("days");
        duration = new IsoDuration(text, (12 * Count("years")) + Count("months"), (86_400 * days) + (3_600 * Count("hours")) + (60 * Count("minutes")) + Count("seconds"));
        return true;
    }

    /// <summary>The moment that lies so long after another; the end of the calendar when it has no such moment.</summary>
    public DateTimeOffset After(DateTimeOffset from)
    {
        var start = from.ToUniversalTime();
        if (Months >= (12L * (DateTimeOffset.MaxValue.Year - start.Year)) + (12 - start.Month))
        {
            return DateTimeOffset.MaxValue;
        }

        var months = start.AddMonths((int)Months); // less than 120,000, see above
        return Seconds > (DateTimeOffset.MaxValue - months).TotalSeconds ? DateTimeOffset.MaxValue : months.AddSeconds(Seconds);
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    // A count of more digits than fit is a very long time, no mistake.
    private static long Number(string digits) => digits.TrimStart('0') is { Length: > 9 } ? LargestCount : long.Parse(digits);

    [GeneratedRegex(
        @"\AP?(?:(?<years>[0-9]+)Y)?(?:(?<months>[0-9]+)M)?(?:(?<weeks>[0-9]+)W)?(?:(?<days>[0-9]+)D)?(?:T(?:(?<hours>[0-9]+)H)?(?:(?<minutes>[0-9]+)M)?(?:(?<seconds>[0-9]+)S)?)?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
