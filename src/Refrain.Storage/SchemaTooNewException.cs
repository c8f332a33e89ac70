namespace Refrain.Storage;

/// <summary>The database was written by a later build, whose tables this one does not know. Nothing was changed.</summary>
public sealed class SchemaTooNewException(string file, string migration)
    : Exception($"The database '{file}' was written by a newer Refrain (it knows '{migration}', this build does not): run that version or a later one.");
