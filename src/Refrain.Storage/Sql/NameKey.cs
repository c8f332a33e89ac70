namespace Refrain.Storage.Sql;

/// <summary>What names compare by where case does not count: the same everywhere, whatever a database thinks of case.</summary>
internal static class NameKey
{
    public static string Of(string name) => name.ToLowerInvariant();
}
