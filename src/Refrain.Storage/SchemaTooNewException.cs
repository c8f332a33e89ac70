namespace Refrain.Storage;

/// <summary>The database was written by a later build, whose tables this one does not know. Nothing was changed.</summary>
public sealed class SchemaTooNewException(string file, string migration, string newest)
    : Exception($"The database '{file}' was written by a newer Refrain (it has had '{migration}', this build knows migrations up to '{newest}'): run that version or a later one, or restore an older backup into another folder.");
