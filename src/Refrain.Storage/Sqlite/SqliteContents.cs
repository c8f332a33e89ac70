using Microsoft.Data.Sqlite;
using Refrain.Storage.Objects;
using Refrain.Storage.Sql;

namespace Refrain.Storage.Sqlite;

/// <summary>What a copied database says of itself and of the blobs beside it. The tables may be those of any build.</summary>
internal sealed class SqliteContents : IDisposable
{
    private readonly SqliteConnection connection;

    /// <exception cref="SqliteException">It is no database.</exception>
    public SqliteContents(string file)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
    }

    /// <summary>The last migration it has had; null for an empty database.</summary>
    public string? Migration() => SqliteSchema.Had(connection).Order(StringComparer.Ordinal).LastOrDefault();

    /// <summary>The first migration that this build does not carry; null when it knows them all.</summary>
    public string? Unknown() => SqliteSchema.Had(connection).Except(SchemaMigrations.Names).FirstOrDefault();

    /// <summary>Every blob that is named anywhere in it.</summary>
    public BlobNames Named()
    {
        var names = new BlobNames();
        SqliteTexts.Read(connection, new HashSet<string>(), text => names.AddFrom(text), CancellationToken.None);
        return names;
    }

    /// <summary>The blobs that keys point at.</summary>
    public IEnumerable<string> OfKeys()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select distinct blob from object order by blob";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return rows.GetString(0);
        }
    }

    public void Dispose() => connection.Dispose();
}
