namespace Refrain.Storage;

/// <summary>Another server works on this data folder.</summary>
public sealed class DataDirectoryInUseException(string directory)
    : IOException($"The data folder '{directory}' is in use by another Refrain server: stop that one, or give this one another folder.");
