namespace Refrain.House.Tests;

/// <summary>Who may use whom, and which packages: the table of docs/architecture.md. A package is added by adding it here and there.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, (string[] References, string[] Packages)> Table = new()
    {
        ["Refrain.Core"] = ([], []),
        ["Refrain.Aws"] = ([], []),
        ["Refrain.Supervisor"] = ([], []),
        ["Refrain.Transform"] = ([], []),
        ["Refrain.Engine"] = (["Refrain.Core"], ["Microsoft.Extensions.Logging.Abstractions"]),
        ["Refrain.Runtimes"] = (["Refrain.Engine", "Refrain.Core"], ["Microsoft.Extensions.Logging.Abstractions"]),
        ["Refrain.Storage"] = (["Refrain.Engine", "Refrain.Core"], ["Microsoft.Data.Sqlite", "Dapper", "dbup-sqlite"]),
        ["Refrain.Server"] = (
            ["Refrain.Core", "Refrain.Aws", "Refrain.Engine", "Refrain.Runtimes", "Refrain.Storage"],
            []),
        ["Refrain.Cli"] = (["Refrain.Aws", "Refrain.Core"], ["System.CommandLine", "Spectre.Console"]),
    };

    public static TheoryData<string> Projects => new(House.Projects.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_project_is_in_the_table() => Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), House.Projects.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_the_table_allows(string project) =>
        Assert.Equal([], House.Projects[project].References.Except(Table[project].References));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_the_packages_of_the_table(string project) =>
        Assert.Equal([], House.Projects[project].Packages.Except(Table[project].Packages));

    [Fact]
    public void The_analyzers_are_the_only_packages_that_all_projects_get()
    {
        var shared = new Project(Path.Combine(House.Root, "Directory.Build.props"));

        Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers"], shared.Packages);
        Assert.Equal([], shared.References);
    }
}
