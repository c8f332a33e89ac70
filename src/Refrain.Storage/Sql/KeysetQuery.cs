using System.Text;
using Dapper;
using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>
/// One page of an ordered list: conditions, then the rows beyond the cursor in the order of two columns of one table, the second of them unique. Columns
/// and operators are constants of this project; what callers say travels in parameters.
/// </summary>
internal sealed class KeysetQuery(string select, string table, string sortColumn, string tieColumn, PageRequest page)
{
    private readonly StringBuilder where = new();
    private readonly StringBuilder question = new($"{select}|{sortColumn}|{page.Descending}");
    private readonly DynamicParameters parameters = new();
    private int conditions;

    /// <summary>Adds a condition: column, operator, value.</summary>
    public KeysetQuery Where(string column, string comparison, object value, string after = "")
    {
        var name = $"where{conditions++}";
        where.Append($"{(where.Length == 0 ? "\nwhere" : " and")} {table}.{column} {comparison} @{name} {after}".TrimEnd());
        question.Append($"|{column}{comparison}{value}");
        parameters.Add(name, value);
        return this;
    }

    /// <summary>Adds a condition: the column is among what a query of one parameter, <c>{0}</c>, finds.</summary>
    public KeysetQuery WhereIn(string column, string query, object value)
    {
        var name = $"where{conditions++}";
        where.Append($"{(where.Length == 0 ? "\nwhere" : " and")} {table}.{column} in ({query.Replace("{0}", $"@{name}", StringComparison.Ordinal)})");
        question.Append($"|{column} in {query} {value}");
        parameters.Add(name, value);
        return this;
    }

    /// <summary>The name holds a text, in any case; null and no text: any name.</summary>
    public KeysetQuery NameContains(string? text) => string.IsNullOrEmpty(text)
        ? this
        : Where("name_key", "like", $"%{NameKey.Of(text).Replace("~", "~~", StringComparison.Ordinal).Replace("%", "~%", StringComparison.Ordinal).Replace("_", "~_", StringComparison.Ordinal)}%", "escape '~'");

    /// <summary>Created strictly between.</summary>
    public KeysetQuery Created(CreatedBetween created) => Between("created_at", created);

    /// <summary>A time strictly between; stored times are whole milliseconds, so a bound between two of them moves to the one it excludes.</summary>
    public KeysetQuery Between(string column, CreatedBetween bounds)
    {
        if (bounds.After is { } after)
        {
            Where(column, ">", after.ToMs());
        }

        if (bounds.Before is { } before)
        {
            Where(column, "<", before.CutToMs() == before ? before.ToMs() : before.ToMs() + 1);
        }

        return this;
    }

    /// <summary>Runs the query; <paramref name="sortOf"/> tells a row's sort value, a long or a string as the column is.</summary>
    /// <exception cref="BadCursorException">The page's cursor belongs to another list.</exception>
    public async Task<Page<TItem>> PageAsync<TRow, TItem>(
        ISqlDatabase database, Func<TRow, object> sortOf, Func<TRow, long> tieOf, Func<TRow, TItem> itemOf, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(page.Limit);
        var asked = question.ToString();
        var sql = Sql(asked, sortIsNumber: sortColumn is "created_at" or "version");
        var rows = await database.ReadAsync(session => session.ListAsync<TRow>(sql, parameters), cancellationToken);
        var more = rows.Count > page.Limit;
        var items = rows.Take(page.Limit).Select(itemOf).ToValueList();
        return new Page<TItem>(items, more ? new PageCursor($"{sortOf(rows[page.Limit - 1])}", tieOf(rows[page.Limit - 1])).Write(asked) : null);
    }

    private string Sql(string asked, bool sortIsNumber)
    {
        if (page.Cursor is { } text)
        {
            var cursor = PageCursor.Read(text, asked);
            var sort = sortIsNumber && !long.TryParse(cursor.Sort, out _) ? throw new BadCursorException(text) : cursor.Sort;
            where.Append($"{(where.Length == 0 ? "\nwhere" : " and")} ({table}.{sortColumn}, {table}.{tieColumn}) {(page.Descending ? '<' : '>')} (@sort, @tie)");
            parameters.Add("sort", sortIsNumber ? long.Parse(sort) : sort);
            parameters.Add("tie", cursor.Tie);
        }

        parameters.Add("limit", page.Limit + 1L);
        var direction = page.Descending ? "desc" : "asc";
        return $"{select}{where}\norder by {table}.{sortColumn} {direction}, {table}.{tieColumn} {direction} limit @limit";
    }
}
