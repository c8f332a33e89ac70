using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Programs;

/// <summary>
/// The Python programs that come with Refrain. They lie in this assembly and are laid into a job's own folder: a job outlives the server, an update of it too, and sees
/// nothing of where it is installed.
/// </summary>
internal static class PythonPrograms
{
    /// <summary>Where a job has them.</summary>
    public const string Folder = $"{ContractPath.Root}/refrain";

    private const string Prefix = "python/";

    /// <summary>All of them, as files of a job: they import one another.</summary>
    public static ValueList<JobFile> Files { get; } = typeof(PythonPrograms).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name => new JobFile($"{Folder}/{name[Prefix.Length..]}", Read(name)))
        .ToValueList();

    /// <summary>Variables of their processes: what they write is read while it is written, and their folder is left as it is.</summary>
    public static ValueList<EnvironmentVariable> Environment { get; } = [new("PYTHONUNBUFFERED", "1"), new("PYTHONDONTWRITEBYTECODE", "1")];

    /// <summary>The command that runs one of them.</summary>
    public static ValueList<string> Command(string interpreter, string program, params ReadOnlySpan<string> arguments) => [interpreter, $"{Folder}/{program}", .. arguments];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PythonPrograms).Assembly.GetManifestResourceStream(name)!); // the name is from the list of them
        return reader.ReadToEnd();
    }
}
