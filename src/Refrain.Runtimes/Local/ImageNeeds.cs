using Refrain.Core.Jobs.Images;

namespace Refrain.Runtimes.Local;

/// <summary>What an entry of the catalogue needs before any of its jobs can start. Packages are no part of it: a program that lacks one says so itself.</summary>
internal static class ImageNeeds
{
    /// <summary>What is missing, in a sentence with the remedy; null when all is there.</summary>
    public static string? Missing(string image, ImageEntry entry, string searchPath)
    {
        if (entry.Interpreter is { } python && !File.Exists(python))
        {
            return $"The image '{image}' needs Python at {python} ({entry.Name}), which is not on this machine: {Remedy(python)}.";
        }

        return entry.Programs.FirstOrDefault(program => HostView.FindProgram(program, searchPath) is null) is { } absent
            ? $"The image '{image}' needs the program '{absent}' ({entry.Name}), which is not on the path of jobs ({searchPath}): install it there."
            : null;
    }

    /// <summary>How to get an interpreter.</summary>
    public static string Remedy(string python) =>
        python == ShippedImages.DebianPython ? "apt install python3" : "install it there, or name another in the image catalogue";
}
