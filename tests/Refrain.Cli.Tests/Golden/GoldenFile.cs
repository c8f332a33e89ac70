using System.Runtime.CompilerServices;

namespace Refrain.Cli.Tests.Golden;

/// <summary>Output worth reading, kept beside this file. UPDATE_GOLDEN=1 writes what is seen now.</summary>
internal static class GoldenFile
{
    public static void Check(string name, string seen)
    {
        var path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, seen);
        }

        Assert.Equal(File.ReadAllText(path), seen);
    }

    public static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
