using System.Security.Cryptography;
using System.Text;
using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

/// <summary>A row of a list: what it is sorted by, and the number that breaks ties.</summary>
internal sealed record MemoryRow<T>(T Item, string Sort, long Tie);

/// <summary>Cuts sorted rows into pages; a cursor holds the last row's place and a digest of the question it answers.</summary>
internal static class MemoryPage
{
    public static Page<T> Of<T>(IEnumerable<MemoryRow<T>> rows, string question, PageRequest page)
    {
        question = $"{question} {page.Descending}";
        var sorted = rows.OrderBy(row => row.Sort, StringComparer.Ordinal).ThenBy(row => row.Tie).ToList();
        if (page.Descending)
        {
            sorted.Reverse();
        }

        if (page.Cursor is not null)
        {
            var (sort, tie) = Read(page.Cursor, question);
            sorted.RemoveAll(row => Compare(row.Sort, row.Tie, sort, tie) * (page.Descending ? -1 : 1) <= 0);
        }

        var items = sorted.Take(page.Limit).ToList();
        var next = sorted.Count > items.Count && items.Count > 0 ? Write(items[^1].Sort, items[^1].Tie, question) : null;
        return new Page<T>(items.Select(row => row.Item).ToValueList(), next);
    }

    public static string Time(DateTimeOffset at) => at.UtcTicks.ToString("d20");

    public static bool Holds(this CreatedBetween created, DateTimeOffset at) => !(at <= created.After) && !(at >= created.Before);

    private static int Compare(string sort, long tie, string otherSort, long otherTie) =>
        string.CompareOrdinal(sort, otherSort) is var order and not 0 ? order : tie.CompareTo(otherTie);

    private static string Write(string sort, long tie, string question) =>
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes($"{Digest(sort, tie, question)}\n{tie}\n{sort}"));

    private static (string Sort, long Tie) Read(string cursor, string question)
    {
        var bytes = new byte[cursor.Length];
        return Convert.FromHexString(cursor, bytes, out _, out var length) == System.Buffers.OperationStatus.Done
            && Encoding.UTF8.GetString(bytes, 0, length).Split('\n', 3) is [var digest, var tieText, var sort]
            && long.TryParse(tieText, out var tie)
            && digest == Digest(sort, tie, question)
                ? (sort, tie)
                : throw new BadCursorException(cursor);
    }

    private static string Digest(string sort, long tie, string question) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{question}\n{tie}\n{sort}")));
}
