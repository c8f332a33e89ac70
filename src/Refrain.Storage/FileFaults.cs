namespace Refrain.Storage;

/// <summary>Turns errors of the file system into words: what is wrong with which file, and what to do about it.</summary>
internal static class FileFaults
{
    /// <summary>The numbers Linux gives its errors; .NET passes them on in <see cref="Exception.HResult"/>.</summary>
    public const int IsBusy = 16, NoSpace = 28, ReadOnlyFileSystem = 30, OverQuota = 122;

    public static StorageUnavailableException Describe(Exception error, string file) => new(
        error.HResult switch
        {
            NoSpace => $"'{file}' cannot be written, the disk is full: free space on its file system and try again.",
            OverQuota => $"'{file}' cannot be written, the disk quota is used up: free space or raise the quota, then try again.",
            ReadOnlyFileSystem => $"'{file}' cannot be written, its file system is read-only: mount it for writing, or choose another data folder.",
            _ when error is UnauthorizedAccessException =>
                $"'{file}' may not be used: give the server's user read and write permission there, or choose another data folder.",
            _ => $"'{file}' cannot be used ({error.Message}): check the path, the disk and its free space, then try again.",
        },
        error,
        error.HResult);
}
