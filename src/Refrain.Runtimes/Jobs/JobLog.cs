using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Jobs;

/// <summary>Reads a job's log: its last lines, and the metrics in it.</summary>
internal static class JobLog
{
    /// <summary>How a line begins that we wrote into a job's log ourselves; it is no word of the job.</summary>
    public const string OurPrefix = "refrain: ";

    /// <summary>How the service shows a tab.</summary>
    private const string ShownTab = "#011";

    private const int TailLines = 20;
    private const int TailCharacters = 600;
    private const int TailBytes = 64 * 1024;
    private const int LongestLine = 64 * 1024;

    /// <summary>Time for one regular expression on one line; one that needs longer is given up for the whole log.</summary>
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The last 20 lines, at most 600 characters; empty when nothing was written.</summary>
    public static string Tail(string path)
    {
        using var file = Open(path);
        if (file is null)
        {
            return "";
        }

        var from = Math.Max(0, file.Length - TailBytes);
        file.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var lines = reader.ReadToEnd().TrimEnd().Split('\n').Select(AsShown).Where(line => !line.StartsWith(OurPrefix, StringComparison.Ordinal));
        var text = string.Join('\n', lines.TakeLast(TailLines));
        return text.Length <= TailCharacters ? text : text[CutAt(text, text.Length - TailCharacters)..];
    }

    /// <summary>The last value of each metric; one that never matched a number is left out.</summary>
    public static ValueList<MetricValue> Metrics(string path, ValueList<MetricDefinition> definitions, DateTimeOffset at)
    {
        var searches = definitions.Select(Search.Of).OfType<Search>().ToList();
        using var file = searches.Count == 0 ? null : Open(path);
        if (file is null)
        {
            return [];
        }

        using var reader = new StreamReader(file, Encoding.UTF8);
        foreach (var line in Lines(reader))
        {
            // The service shows tabs as #011, so expressions are written for either form.
            var shown = line.Replace("\t", ShownTab, StringComparison.Ordinal);
            foreach (var search in searches)
            {
                search.See(line, shown);
            }
        }

        return searches.Where(search => search.Last is not null).Select(search => new MetricValue(search.Name, search.Last!.Value, at)).ToValueList();
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Lines of bounded length: what is beyond 64 Ki characters of a line is not searched.</summary>
    private static IEnumerable<string> Lines(StreamReader reader)
    {
        var line = new StringBuilder();
        var buffer = new char[16 * 1024];
        for (var count = reader.Read(buffer); count > 0; count = reader.Read(buffer))
        {
            var from = 0;
            for (var end = Array.IndexOf(buffer, '\n', 0, count); end >= 0; end = Array.IndexOf(buffer, '\n', from, count - from))
            {
                line.Append(buffer, from, Math.Min(end - from, LongestLine - Math.Min(line.Length, LongestLine)));
                yield return line.ToString();
                line.Clear();
                from = end + 1;
            }

            line.Append(buffer, from, Math.Min(count - from, LongestLine - Math.Min(line.Length, LongestLine)));
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }

    /// <summary>What a terminal would show of a line that was written over (progress bars).</summary>
    private static string AsShown(string line)
    {
        var trimmed = line.TrimEnd('\r');
        return trimmed[(trimmed.LastIndexOf('\r') + 1)..];
    }

    private static int CutAt(string text, int index) => char.IsLowSurrogate(text[index]) ? index + 1 : index;

    /// <param name="name">The metric.</param>
    /// <param name="regex">As it was written.</param>
    /// <param name="tabbed">With tabs where it has #011, for the line itself: there a value ends at the tab, as it does for whoever wrote the expression.</param>
    private sealed class Search(string name, Regex regex, Regex? tabbed)
    {
        private bool givenUp;

        public string Name => name;

        public double? Last { get; private set; }

        public static Search? Of(MetricDefinition definition)
        {
            try
            {
                var tabbed = definition.Regex.Contains(ShownTab, StringComparison.Ordinal) ? Make(definition.Regex.Replace(ShownTab, "\\t", StringComparison.Ordinal)) : null;
                return new Search(definition.Name, Make(definition.Regex), tabbed);
            }
            catch (RegexParseException)
            {
                return null; // refused when the definition was read; one that is only ours to misread finds nothing
            }
        }

        public void See(string line, string shown)
        {
            if (givenUp)
            {
                return;
            }

            try
            {
                Last = (tabbed is null ? null : Value(tabbed.Match(line))) ?? Value(regex.Match(line)) ?? (shown == line ? null : Value(regex.Match(shown))) ?? Last;
            }
            catch (RegexMatchTimeoutException)
            {
                givenUp = true;
            }
        }

        private static Regex Make(string pattern) => new(pattern, RegexOptions.CultureInvariant, RegexTimeout);

        private static double? Value(Match match) =>
            match.Success && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : null;
    }
}
