namespace Refrain.Storage.Backups;

/// <summary>A backup cannot be made, read or restored as asked. One line that names the place and the remedy; what was there before is untouched.</summary>
public sealed class BackupException(string message, Exception? cause = null) : Exception(message, cause);
