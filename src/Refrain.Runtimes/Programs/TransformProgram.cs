using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Programs;

/// <summary>
/// The executable <c>refrain-transform</c>. It is laid into a job's folder as our Python programs are, for the same reasons; it is one file, or with the .NET of the
/// machine a few.
/// </summary>
internal static class TransformProgram
{
    /// <summary>Its name.</summary>
    public const string Name = "refrain-transform";

    private static readonly string[] Parts = ["", ".dll", ".runtimeconfig.json", ".deps.json"];

    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Lays it into a job's folder; may be done again while the job has not started.</summary>
    /// <exception cref="FileNotFoundException">It is not beside this program; the message says where it was looked for.</exception>
    public static void Place(JobDirectory job, string? given)
    {
        var source = Find(given);
        var target = job.OnHost(TransformCommand.Program);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // it lies below the job's folder
        foreach (var part in Parts.Where(part => File.Exists(source + part)))
        {
            File.Copy(source + part, target + part, overwrite: true);
            File.SetUnixFileMode(target + part, Executable);
        }
    }

    private static string Find(string? given)
    {
        var place = given is null ? Path.Combine(AppContext.BaseDirectory, Name) : Path.GetFullPath(given);
        return File.Exists(place) ? place : throw new FileNotFoundException($"The transform program is not at {place}; build it, or name its place.");
    }
}
