using System.Text.Json;
using Refrain.Cli.Api;
using Refrain.Cli.Printing;
using Refrain.Core;

namespace Refrain.Cli.Executions;

/// <summary>An explanation for people: sentences first, then the tables that they come from.</summary>
internal static class ExplanationReport
{
    private const int ValueCharacters = 1_000;

    public static void Show(Screen screen, JsonElement explanation)
    {
        var execution = explanation.Required("pipelineExecutionArn");
        screen.Line($"{explanation.Required("stepName")} in execution {ExecutionView.IdOf(execution)}{Status(explanation)}", Styles.Title);
        screen.Line(explanation.Required("reason"));
        if (explanation.Member("source") is { } source)
        {
            screen.Line(Source(source));
        }

        // A hit is the reason itself.
        if (explanation.Member("cache") is { } cache && cache.Text("code") is not "hit")
        {
            screen.Line($"Cache: {cache.Required("reason")}");
        }

        if (explanation.Text("comparison") is { } comparison)
        {
            screen.Line();
            screen.Line(comparison);
        }

        Tables(screen, explanation);
    }

    private static void Tables(Screen screen, JsonElement explanation)
    {
        var parts = explanation.Items("parts").ToList();
        if (parts.Count > 0)
        {
            screen.Line();
            screen.Write(ExplanationTable.Parts(parts));
        }

        var arguments = explanation.Items("arguments").ToList();
        if (arguments.Count > 0)
        {
            screen.Line();
            screen.Line("ARGUMENTS", Styles.Title);
        }

        foreach (var line in arguments.SelectMany(argument => ArgumentLines(argument, screen.Width)))
        {
            screen.Line(line);
        }

        // What the key consists of is worth a look only where the cache was asked.
        if (explanation.Member("cache") is { } cache && cache.Text("code") is not "disabled")
        {
            screen.Line();
            screen.Write(ExplanationTable.Key(cache));
        }
    }

    // Paths and places are long, and broken over the lines of a table nobody could copy them.
    private static string[] ArgumentLines(JsonElement argument, int width)
    {
        var (path, old, now) = (argument.Required("path"), Value(argument.Member("old")), Value(argument.Member("new")));
        var line = $"{path}: {old} -> {now}";
        return line.Length <= width ? [line] : [path, $"  before  {old}", $"  now     {now}"];
    }

    private static string Value(JsonElement? value)
    {
        var text = value?.GetRawText() ?? "none";
        return text.Length > ValueCharacters ? $"{text[..ValueCharacters]}..." : text;
    }

    private static string Status(JsonElement explanation) => explanation.Text("status") is { } status ? $": {status}" : "";

    private static string Source(JsonElement source)
    {
        var origin = ExecutionView.IdOf(source.Required("originPipelineExecutionArn"));
        var age = source.Member("ageSeconds") is { } seconds ? $", {Durations.Show(TimeSpan.FromSeconds(seconds.GetDouble()))} ago" : "";
        var from = ExecutionView.IdOf(source.Required("pipelineExecutionArn"));
        return $"Its result was made by execution {origin}{age}{(from == origin ? "" : $", and taken from {from}")}.";
    }
}
