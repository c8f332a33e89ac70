using System.Reflection;
using System.Text.RegularExpressions;

namespace Refrain.House.Tests;

/// <summary>Core decides: its folders form a ladder, and nothing in it waits, reads, writes, or knows what time it is.</summary>
public sealed partial class CoreTests
{
    // A folder may use those before it. Files beside the folders are below all of them.
    private static readonly string[] Ladder = ["Identifiers", "Expressions", "Jobs", "Steps", "Definitions", "Planning", "Executions"];

    private static readonly string[] Forbidden =
    [
        "System.IO", "System.Net", "System.Threading.Tasks", "System.Threading", "System.Diagnostics.Process", "System.Timers", "Microsoft.Extensions",
    ];

    // Words that stand for the world even without a using: implicit usings bring System.IO, Net.Http and Threading.
    private static readonly string[] ForbiddenWords =
    [
        "async ", "await ", "Task<", "Task.", "File.", "Directory.", "Path.Combine", "Path.Get", "Stream", "HttpClient", "Thread.", "Process.", "Environment.", "Console.", "Stopwatch", "Timer",
        "DateTime.", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "TimeProvider", "Guid.NewGuid", "new Random", "Random.Shared", "RandomNumberGenerator", "TickCount",
    ];

    public static TheoryData<string> Folders => new(Ladder);

    [Fact]
    public void Every_folder_of_Core_is_a_rung_of_the_ladder() =>
        Assert.Equal(
            Ladder.Order(),
            House.Sources("Refrain.Core").Select(source => source.Path.Split(Path.DirectorySeparatorChar)).Where(parts => parts.Length > 3).Select(parts => parts[2]).Distinct().Order());

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_those_before_it(string folder)
    {
        var later = Ladder.Skip(Array.IndexOf(Ladder, folder) + 1).ToList();

        House.None(House.Sources("Refrain.Core", folder).SelectMany(source => Uses(source, later)));
    }

    [Fact]
    public void What_stands_beside_the_folders_uses_none_of_them() =>
        House.None(House.Sources("Refrain.Core").Where(source => source.Path.Split(Path.DirectorySeparatorChar).Length == 3).SelectMany(source => Uses(source, Ladder)));

    [Fact]
    public void A_namespace_is_its_folder() =>
        House.None(
            House.Sources("Refrain.Core")
                .Select(source => (source.Path, Expected: string.Join('.', source.Path.Split(Path.DirectorySeparatorChar)[1..^1]), Found: NamespaceLine().Match(source.Text).Groups[1].Value))
                .Where(one => one.Expected != one.Found)
                .Select(one => one.Path));

    [Fact]
    public void Core_has_no_way_to_the_world_in_its_sources() =>
        House.None(House.Sources("Refrain.Core").SelectMany(source => source.Code
            .Where(line => Forbidden.Any(name => line.Contains($"using {name}", StringComparison.Ordinal)) || ForbiddenWords.Any(word => ContainsWord(line, word)))
            .Select(line => $"{source.Path}: {line.Trim()}")));

    [Fact]
    public void Core_has_no_way_to_the_world_in_its_assembly()
    {
        var allowed = new[]
        {
            "System.Runtime", "System.Collections", "System.Collections.Immutable", "System.Linq", "System.Memory", "System.Text.Json", "System.Text.Encodings.Web",
            "System.Text.RegularExpressions", "System.Security.Cryptography", "System.Runtime.Numerics", "System.Runtime.InteropServices",
        };

        Assert.Equal([], Assembly.Load("Refrain.Core").GetReferencedAssemblies().Select(reference => reference.Name).Except(allowed));
    }

    private static IEnumerable<string> Uses(Source source, IReadOnlyCollection<string> folders) =>
        source.Code
            .Where(line => folders.Any(folder => Regex.IsMatch(line, $@"\bRefrain\.Core\.{folder}\b") || Regex.IsMatch(line, $@"(?<![\w.]){folder}\.[A-Z]\w+\.[A-Z]")))
            .Select(line => $"{source.Path}: {line.Trim()}");

    private static bool ContainsWord(string line, string word)
    {
        var at = line.IndexOf(word, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || !(char.IsLetterOrDigit(line[at - 1]) || line[at - 1] is '_' or '"' or '$' or '.'));
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
