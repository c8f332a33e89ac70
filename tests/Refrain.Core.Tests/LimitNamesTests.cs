using System.Text.RegularExpressions;

namespace Refrain.Core.Tests;

public sealed partial class LimitNamesTests
{
    // Known to every client, or part of a pattern: see their summaries.
    private static readonly string[] NotForTheOperator = ["step-failure-reason-characters", "job-name-characters"];

    [Fact]
    public void Every_limit_has_the_name_of_its_property() =>
        Assert.Equal(Properties().Select(property => Kebab(property.Name)).Except(NotForTheOperator).Order(StringComparer.Ordinal), LimitNames.All.Order(StringComparer.Ordinal));

    [Fact]
    public void A_name_changes_its_own_limit_and_no_other() =>
        Assert.All(LimitNames.All, name =>
        {
            var changed = Limits.Default.With(name, 7) ?? throw new InvalidOperationException(name);

            Assert.Equal([name], Properties().Where(property => !Equals(property.GetValue(changed), property.GetValue(Limits.Default))).Select(property => Kebab(property.Name)));
            Assert.Contains(7, Properties().Select(property => property.GetValue(changed)));
        });

    [Fact]
    public void The_page_on_compatibility_tells_every_limit_with_its_number()
    {
        var told = File.ReadAllLines(TestFolder.Of("..", "..", "docs", "wire-compatibility.md")).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is ["", ['`', ..], ..])
            .SelectMany(cells => cells[1].Split(", ").Zip(cells[2].Split(", ")).Select(pair => $"{pair.First.Trim('`')} {pair.Second}"));

        Assert.Equal(LimitNames.All.Select(name => $"{name} {Properties().Single(property => Kebab(property.Name) == name).GetValue(Limits.Default)}"), told);
    }

    [Fact]
    public void There_is_no_limit_of_another_name() => Assert.Null(Limits.Default.With("sky", 1));

    private static IEnumerable<System.Reflection.PropertyInfo> Properties() => typeof(Limits).GetProperties().Where(property => property.PropertyType == typeof(int));

    private static string Kebab(string name) => Capital().Replace(name, "-$0").TrimStart('-').ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
