namespace Refrain.Core.Tests;

/// <summary>Output worth reading, compared with a reviewed file. <c>UPDATE_GOLDEN=1</c> rewrites the files.</summary>
internal static class Golden
{
    public static void Check(string name, string actual)
    {
        var file = TestFolder.Of("Goldens", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!); // it is below Goldens
            File.WriteAllText(file, actual.TrimEnd('\n') + "\n");
        }

        Assert.True(File.Exists(file), $"There is no golden {name}: run the test with UPDATE_GOLDEN=1 and review the file.");
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), actual.TrimEnd('\n'));
    }
}
