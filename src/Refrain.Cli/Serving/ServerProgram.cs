using System.Runtime.InteropServices;

namespace Refrain.Cli.Serving;

/// <summary>Finds the server's program, which lies beside this one.</summary>
internal static class ServerProgram
{
    private const string Name = "refrain-server";

    /// <summary>The command line that starts it, without options.</summary>
    /// <exception cref="CliException">It is not there.</exception>
    public static IReadOnlyList<string> Find(string programFolder, Func<string, string?> variable)
    {
        var library = Path.Combine(programFolder, $"{Name}.dll");
        var program = Path.Combine(programFolder, Name);

        // The program proper looks for .NET where installers put it; a user who has only PATH has a dotnet there.
        if (File.Exists(library) && OnPath("dotnet", variable) is { } dotnet)
        {
            return [dotnet, library];
        }

        return File.Exists(program)
            ? [program]
            : throw new CliException($"{Name} is not in {programFolder}.", "Run the refrain that ./build makes (artifacts/refrain/refrain): it has the server beside it.");
    }

    /// <summary>Becomes the server's program: same process, same terminal, same exit code. Returns only why that failed.</summary>
    public static CliException Become(CliHost host, IReadOnlyList<string> arguments)
    {
        string[] commandLine = [.. Find(host.ProgramFolder, host.Variable), .. arguments];
        _ = Native.Become(commandLine[0], [.. commandLine, null]);
        return new CliException($"{commandLine[0]} cannot be run: {Marshal.GetLastPInvokeErrorMessage()}.", "Build again with ./build, and check the file's permissions.");
    }

    /// <summary>The first file of that name in the folders of $PATH; null when there is none.</summary>
    public static string? OnPath(string program, Func<string, string?> variable) => (variable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
