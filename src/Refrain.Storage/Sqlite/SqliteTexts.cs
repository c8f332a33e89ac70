using Microsoft.Data.Sqlite;

namespace Refrain.Storage.Sqlite;

/// <summary>Every text that a database holds, whatever tables and columns it has by now.</summary>
internal static class SqliteTexts
{
    /// <summary>Hands over all texts, as they are at one moment; those of the executions with these ids are left out.</summary>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    public static void Read(SqliteConnection connection, IReadOnlySet<string> without, Action<string> take, CancellationToken cancellationToken)
    {
        using var moment = connection.BeginTransaction(deferred: true);
        var left = Numbers(connection, without);
        foreach (var (table, columns, execution) in Tables(connection))
        {
            using var command = connection.CreateCommand();
            command.Transaction = moment;
            command.CommandText = $"select {string.Join(", ", columns.Select(Quoted).Prepend(execution is null ? "null" : Quoted(execution)))} from {Quoted(table)}";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!rows.IsDBNull(0) && left.Contains(rows.GetInt64(0)))
                {
                    continue;
                }

                for (var column = 1; column < rows.FieldCount; column++)
                {
                    if (!rows.IsDBNull(column))
                    {
                        take(rows.GetString(column));
                    }
                }
            }
        }
    }

    private static HashSet<long> Numbers(SqliteConnection connection, IReadOnlySet<string> ids)
    {
        var numbers = new HashSet<long>();
        using var command = connection.CreateCommand();
        command.CommandText = "select seq from execution where id = @id";
        var id = command.Parameters.Add("@id", SqliteType.Text);
        foreach (var one in ids)
        {
            id.Value = one;
            if (command.ExecuteScalar() is long number)
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    /// <summary>Tables with their columns of text, and the column that says whose execution's a row is.</summary>
    private static List<(string Table, List<string> Columns, string? Execution)> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            select sqlite_master.name, column.name, lower(column.type) from sqlite_master, pragma_table_info(sqlite_master.name) as column
            where sqlite_master.type = 'table' and sqlite_master.name not like 'sqlite\_%' escape '\' order by sqlite_master.name, column.cid
            """;
        var found = new List<(string Table, string Column, string Type)>();
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read())
            {
                found.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2)));
            }
        }

        return found.GroupBy(one => one.Table)
            .Select(table => (
                table.Key,
                table.Where(one => one.Type == "text").Select(one => one.Column).ToList(),
                table.Key == "execution" ? "seq" : table.Select(one => one.Column).FirstOrDefault(column => column == "execution_seq")))
            .Where(table => table.Item2.Count > 0)
            .ToList();
    }

    private static string Quoted(string name) => $"\"{name}\"";
}
