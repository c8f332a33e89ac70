using System.Runtime.CompilerServices;

namespace Refrain.Core.Tests;

/// <summary>Where this project's sources are: its data files are read, and goldens rewritten, in place.</summary>
internal static class TestFolder
{
    public static string Path { get; } = Locate();

    public static string Of(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Locate([CallerFilePath] string here = "") => System.IO.Path.GetDirectoryName(here) ?? throw new InvalidOperationException(here);
}
