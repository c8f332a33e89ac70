using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Refrain.Storage.Sqlite;

/// <summary>Turns SQLite's error codes into words: what is wrong with which file, and what to do about it.</summary>
internal static class SqliteFaults
{
    /// <summary>The fault of the world behind an error, or null: then it is a bug of ours and stays what it is.</summary>
    public static StorageUnavailableException? Find(SqliteException error, string file) =>
        Problem(error.SqliteErrorCode) is { } problem ? new StorageUnavailableException($"The database '{file}' {problem} (SQLite: {error.Message})", error, Number(error.SqliteErrorCode)) : null;

    /// <summary>What a caller gets to see.</summary>
    public static Exception Translate(Exception error, string file) => error is SqliteException known ? Find(known, file) ?? error : error;

    /// <summary>The same trouble as the file system would number it.</summary>
    private static int? Number(int code) => code switch
    {
        raw.SQLITE_FULL => FileFaults.NoSpace,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => FileFaults.IsBusy,
        raw.SQLITE_READONLY => FileFaults.ReadOnlyFileSystem,
        _ => null,
    };

    private static string? Problem(int code) => code switch
    {
        raw.SQLITE_FULL => "cannot be written, the disk is full: free space on its file system and try again.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "is locked by another program: end that program (an open sqlite3 shell, a copy job) and try again.",
        raw.SQLITE_READONLY => "is read-only: give the server's user write permission on the file and its folder, or mount the file system for writing.",
        raw.SQLITE_CANTOPEN => "cannot be opened: check that its folder exists and that the server's user may write there.",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => "may not be used: give the server's user read and write permission on the file and its folder.",
        raw.SQLITE_IOERR => "cannot be read or written, the file system reports an error: check the disk and its free space, then try again.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "is damaged or no database: restore it from a backup.",
        raw.SQLITE_NOMEM => "cannot be used, there is not enough memory: free some and try again.",
        _ => null,
    };
}
