namespace Refrain.Storage;

/// <summary>The data folder, held by this process alone for as long as the object lives. Private to the server's user.</summary>
public sealed class DataDirectory : IDisposable
{
    /// <summary>What .NET says on Linux when somebody else holds a file that we want for ourselves (EWOULDBLOCK).</summary>
    private const int WouldBlock = 11;

    private readonly FileStream held;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>Makes the folder when it is missing, and takes it.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has it.</exception>
    /// <exception cref="StorageUnavailableException">It cannot be made or written.</exception>
    public static DataDirectory Take(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            PrivateFiles.CreateDirectory(path);
            return new DataDirectory(path, PrivateFiles.Open(file, FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            throw new DataDirectoryInUseException(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileFaults.Describe(error, path);
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => held.Dispose();
}
