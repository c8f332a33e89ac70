using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Refrain.Campaign;

/// <summary>What the database keeps, read beside the server and without its code.</summary>
internal sealed class Ledger : IDisposable
{
    private readonly SqliteConnection connection;

    public Ledger(string data)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "refrain.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
    }

    /// <summary>Ids, statuses and lengths of all executions.</summary>
    public IReadOnlyList<(string Id, string Status, long Length)> Executions() =>
        Read("select id, status, length from execution", row => (row.GetString(0), row.GetString(1), row.GetInt64(2)));

    /// <summary>The events of an execution, in order.</summary>
    public IReadOnlyList<JsonElement> Events(string id) => Read(
        "select body from execution_event join execution on seq = execution_seq where id = $1 order by position",
        row =>
        {
            using var document = JsonDocument.Parse(row.GetString(0));
            return document.RootElement.Clone();
        },
        id);

    /// <summary>Saved reports of an execution's steps: name and status.</summary>
    public IReadOnlyList<(string Step, string Status)> Reports(string id) => Read(
        "select step, step_report.status from step_report join execution on seq = execution_seq where id = $1", row => (row.GetString(0), row.GetString(1)), id);

    /// <summary>Keys and what they point at.</summary>
    public IReadOnlyList<(string Key, string Blob, long Size)> Objects() =>
        Read("select bucket || '/' || key, blob, size from object", row => (row.GetString(0), row.GetString(1), row.GetInt64(2)));

    /// <summary>What SQLite itself finds wrong; <c>ok</c> when nothing is.</summary>
    public string Integrity() => string.Join("; ", Read("pragma integrity_check", row => row.GetString(0)));

    public void Dispose() => connection.Dispose();

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> map, string? parameter = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (parameter is not null)
        {
            command.Parameters.AddWithValue("$1", parameter);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }
}
