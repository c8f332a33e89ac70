namespace Refrain.Storage;

/// <summary>
/// The world does not let us read or write: full disk, read-only or missing folder, a database locked by another program. One line that names the
/// file and the remedy. What was not acknowledged is not there; the same call may be made again later.
/// </summary>
public sealed class StorageUnavailableException(string message, Exception? cause = null) : IOException(message, cause);
