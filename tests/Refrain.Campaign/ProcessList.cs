using System.Runtime.InteropServices;
using System.Text;

namespace Refrain.Campaign;

/// <summary>The processes of this machine.</summary>
internal static class ProcessList
{
    /// <summary>Ids of processes whose command line holds all these texts.</summary>
    public static List<int> Naming(params string[] texts) => With("cmdline", texts);

    /// <summary>Ids of processes that have this entry in their environment.</summary>
    public static List<int> WithVariable(string variable) => With("environ", variable);

    /// <summary>The parent of a process; 0 when it is gone.</summary>
    public static int ParentOf(int process)
    {
        // "id (name) state parent ...": the name may hold anything, so the fields are counted from its end.
        var stat = Read($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var parent, ..] ? int.Parse(parent) : 0;
    }

    public static void Kill(int process) => _ = Signal(process, 9);

    public static void Terminate(int process) => _ = Signal(process, 15);

    private static List<int> With(string file, params string[] texts) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _) && Read($"/proc/{name}/{file}") is var text && texts.All(one => text.Contains(one, StringComparison.Ordinal)))
            .Select(name => int.Parse(name!))]; // the filter saw a number

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended meanwhile, or is not ours
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
