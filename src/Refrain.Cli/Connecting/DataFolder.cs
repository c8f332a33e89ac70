namespace Refrain.Cli.Connecting;

/// <summary>The folder of a server on this machine: its keys, its address, its data.</summary>
internal static class DataFolder
{
    public const string Variable = "REFRAIN_DATA_DIR";

    /// <summary><c>--data-dir</c>, else $REFRAIN_DATA_DIR, else refrain/ where this user's programs keep their data.</summary>
    public static string Resolve(string? option, Func<string, string?> variable) => Path.GetFullPath(
        option
        ?? variable(Variable)
        ?? Path.Combine(variable("XDG_DATA_HOME") ?? Path.Combine(Home(variable), ".local", "share"), "refrain"));

    private static string Home(Func<string, string?> variable) => variable("HOME") ?? Path.GetTempPath();
}
