using System.Data.Common;
using Dapper;

namespace Refrain.Storage.Sql;

/// <summary>One connection, inside whatever transaction its database opened. Columns map to properties by name, <c>created_at</c> to <c>CreatedAt</c>.</summary>
public sealed class SqlSession(DbConnection connection)
{
    static SqlSession() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Runs a statement (once per element when the parameters are a list) and returns the number of rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(sql, parameters);

    /// <summary>The only row, or null.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters = null) => connection.QuerySingleOrDefaultAsync<T>(sql, parameters);

    /// <summary>All rows, in the query's order.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(sql, parameters)).AsList();
}
