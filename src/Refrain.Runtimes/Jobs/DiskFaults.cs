namespace Refrain.Runtimes.Jobs;

/// <summary>Turns what a disk refuses to job folders into words: which file, and what to do about it. The error keeps Linux's number.</summary>
internal static class DiskFaults
{
    private const int NoSpace = 28, ReadOnlyFileSystem = 30, OverQuota = 122;

    /// <summary>Does it; what the disk refuses is thrown with a remedy.</summary>
    public static async Task<T> TellAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        // Other kinds of IO exceptions, those of the object store among them, have a remedy in their words already.
        catch (IOException error) when (error.GetType() == typeof(IOException) && Remedy(error.HResult) is not null)
        {
            throw new IOException($"{error.Message.TrimEnd('.')}. {Remedy(error.HResult)}", error) { HResult = error.HResult };
        }
    }

    private static string? Remedy(int number) => number switch
    {
        NoSpace => "The disk of the data folder is full: free space there; jobs wait for it.",
        OverQuota => "The disk quota of the data folder is used up: free space or raise it; jobs wait for it.",
        ReadOnlyFileSystem => "The file system of the data folder is read-only: mount it for writing; jobs wait for it.",
        _ => null,
    };
}
