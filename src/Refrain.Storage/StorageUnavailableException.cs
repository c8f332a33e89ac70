namespace Refrain.Storage;

/// <summary>
/// The world does not let us read or write: full disk, read-only or missing folder, a database locked by another program. One line that names the
/// file and the remedy. What was not acknowledged is not there; the same call may be made again later.
/// </summary>
public sealed class StorageUnavailableException : IOException
{
    /// <summary>Says it.</summary>
    /// <param name="message">That line.</param>
    /// <param name="cause">The error of the library.</param>
    /// <param name="number">Linux's number for it, by which troubles that are one can be told once; null where there is none.</param>
    public StorageUnavailableException(string message, Exception? cause = null, int? number = null)
        : base(message, cause) => HResult = number ?? HResult;
}
