using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Refrain.House.Tests;

/// <summary>The repository as text: the rules are read off its files, nothing is built for them.</summary>
internal static class House
{
    public static string Root { get; } = Locate();

    /// <summary>The projects below src, by name.</summary>
    public static IReadOnlyDictionary<string, Project> Projects { get; } =
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => new Project(file))
            .ToDictionary(project => project.Name);

    /// <summary>C# sources below a folder of src, without what the build makes.</summary>
    public static IReadOnlyList<Source> Sources(params string[] below)
    {
        var folder = Path.Combine([Root, "src", .. below]);
        return !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(file => new Source(Path.GetRelativePath(Root, file), File.ReadAllText(file)))];
    }

    /// <summary>Fails with every offender on a line of its own.</summary>
    public static void None(IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    private static string Locate([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here) ?? "", "..", ".."));
}

/// <summary>A source file; its path is relative to the repository.</summary>
internal sealed record Source(string Path, string Text)
{
    public IEnumerable<string> Lines => Text.Split('\n');

    /// <summary>Lines without comments and without what stands between quotes.</summary>
    public IEnumerable<string> Code => Lines.Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).Select(line => Quoted.Replace(line, "\"\""));

    private static readonly Regex Quoted = new("\"(?:[^\"\\\\]|\\\\.)*\"");
}

/// <summary>A project file.</summary>
internal sealed class Project(string file)
{
    private readonly XDocument xml = XDocument.Load(file);

    public string Name => Path.GetFileNameWithoutExtension(file);

    public IEnumerable<string> References => Items("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Order(StringComparer.Ordinal);

    public IEnumerable<string> Packages => Items("PackageReference").Order(StringComparer.Ordinal);

    private IEnumerable<string> Items(string kind) => xml.Descendants(kind).Select(item => item.Attribute("Include")?.Value).OfType<string>();
}
