using System.Reflection;

namespace Abalone.Tests;

/// <summary>Where the sample and its built programs are.</summary>
internal static class Sample
{
    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "samples", "abalone");

    public static string DataFile => Path.Combine(Folder, "data", "abalone.csv");

    public static string DefinitionFile => Path.Combine(Folder, "pipeline.json");

    /// <summary>The dll of a program: <c>Preprocess</c>, <c>Train</c> or <c>Evaluate</c>.</summary>
    public static string Program(string name)
    {
        var output = typeof(Sample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(value => value.Key == "OutputFolder").Value;
        return Path.Combine(Folder, name, output ?? "", $"Abalone.{name}.dll");
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Refrain.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Refrain.slnx above {AppContext.BaseDirectory}");
    }
}
