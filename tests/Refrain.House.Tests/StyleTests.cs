using System.Text.RegularExpressions;

namespace Refrain.House.Tests;

/// <summary>What every source below src must look like.</summary>
public sealed partial class StyleTests
{
    private static readonly string[] KindsOfThings = ["Interfaces", "Models", "Enums", "Helpers", "Utils", "Utilities", "Extensions", "Services", "Contracts", "Common", "Misc"];

    // The three places that may catch everything: the middleware that writes errors, the coordinator that parks an execution, the performer that leaves work pending.
    private static readonly string[] MayCatchAll =
    [
        "src/Refrain.Server/Http/WriteErrors.cs",
        "src/Refrain.Engine/Driving/Coordinator.cs", "src/Refrain.Engine/Driving/WorkPerformer.cs",
    ];

    [Fact]
    public void Folders_are_topics_never_kinds() =>
        House.None(
            House.Sources().Select(source => source.Path).Where(path => path.Split(Path.DirectorySeparatorChar)[..^1].Intersect(KindsOfThings).Any()));

    [Fact]
    public void Every_public_type_of_Core_and_of_the_ports_says_what_it_is() =>
        House.None(House.Sources("Refrain.Core").Concat(House.Sources("Refrain.Engine", "Ports")).SelectMany(WithoutSummary));

    [Fact]
    public void Classes_are_sealed_static_or_abstract() =>
        House.None(
            House.Sources().SelectMany(source => source.Code
                .Where(line => ClassLine().IsMatch(line) && !Regex.IsMatch(line, @"\b(sealed|static|abstract)\b"))
                .Select(line => $"{source.Path}: {line.Trim()}")));

    // A filter that names types (when x is A or B) catches those, not everything.
    [Fact]
    public void Nothing_catches_everything_but_where_the_page_allows_it() =>
        House.None(
            House.Sources()
                .Where(source => !MayCatchAll.Contains(source.Path.Replace(Path.DirectorySeparatorChar, '/')))
                .SelectMany(source => source.Code.Where(line => CatchAll().IsMatch(line)).Select(line => $"{source.Path}: {line.Trim()}")));

    [Fact]
    public void Nothing_delivered_knows_the_place_where_it_was_made()
    {
        var folders = new[] { "src", "samples" }.Select(folder => Path.Combine(House.Root, folder));
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => !Path.GetRelativePath(House.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".json" or ".md" or ".props" or ".targets" or ".sh" or ".sql" or "");

        House.None(files.Where(file => Workplace().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(House.Root, file)));
    }

    // The lines right above a declaration, attributes among them, hold a documentation comment.
    private static IEnumerable<string> WithoutSummary(Source source)
    {
        var lines = source.Lines.ToList();
        return Enumerable.Range(0, lines.Count)
            .Where(at => PublicType().IsMatch(lines[at]))
            .Where(at => !lines.Take(at).Reverse().TakeWhile(line => line.Trim() is not ("" or "{")).Any(line => line.TrimStart().StartsWith("///", StringComparison.Ordinal)))
            .Select(at => $"{source.Path}: {lines[at].Trim()}");
    }

    [GeneratedRegex(@"^\s*public\s+(?:\w+\s+)*(?:class|record|struct|interface|enum)\s")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\s*(?:public|internal|private|protected|file)\s+(?:\w+\s+)*(?:class|record)\s+(?!struct)\w")]
    private static partial Regex ClassLine();

    [GeneratedRegex(@"catch\s*(?:\(\s*(?:System\.)?Exception\b[^)]*\)(?!\s*when \(\w+ is [A-Z])|\{|$)")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"\.\./shared|/home/|/Users/")]
    private static partial Regex Workplace();
}
