using System.Reflection;

namespace Refrain.Storage.Sql;

/// <summary>The migrations this build carries, in order. A released one never changes: another is added behind it.</summary>
internal static class SchemaMigrations
{
    /// <summary>Where a database remembers which of them it has had.</summary>
    public const string JournalTable = "schema_migration";

    /// <summary>File names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(SchemaMigrations).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The text of one of them.</summary>
    public static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new ArgumentException($"No migration is named '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
