using System.Text.Json;
using Refrain.Cli.Api;
using Refrain.Cli.Printing;
using Refrain.Core;

namespace Refrain.Cli.Executions;

/// <summary>The differences of two executions for people: only what differs, but every step with its durations.</summary>
internal static class ExecutionDiffReport
{
    private const int ShownCharacters = 100;

    public static void Show(Screen screen, JsonElement diff)
    {
        var (old, other) = (Required(diff, "old"), Required(diff, "new"));
        screen.Line($"Old: {Side(old)}", Styles.Title);
        screen.Line($"New: {Side(other)}", Styles.Title);
        if (diff.IsTrue("equal"))
        {
            screen.Line("No difference: the same definition, parameters, inputs, results and metrics.");
        }

        Chapter(screen, "Definition", Definition(Required(diff, "definition")));
        Chapter(screen, "Parameters", diff.Items("parameters").Select(one => $"  {one.Text("name")}: {Change(one)}"));
        Chapter(screen, "Inputs", diff.Items("steps").SelectMany(Inputs));
        screen.Line();
        screen.Write(ExecutionDiffTable.Steps(diff.Items("steps"), old.Seconds("seconds"), other.Seconds("seconds")));
        if (diff.Items("steps").SelectMany(step => step.Items("metrics")).Any())
        {
            screen.Line();
            screen.Write(ExecutionDiffTable.Metrics(diff.Items("steps")));
        }
    }

    private static JsonElement Required(JsonElement from, string name) => from.Member(name) ?? default;

    private static string Side(JsonElement side)
    {
        var duration = side.Seconds("seconds") is { } seconds ? $" after {Durations.Show(seconds)}" : "";
        return $"{ExecutionView.IdOf(side.Required("pipelineExecutionArn"))}, version {side.Count("pipelineVersionId")}, {Durations.Show(side.IsoTime("startTime"))}: {side.Text("status")}{duration}";
    }

    private static void Chapter(Screen screen, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count > 0)
        {
            screen.Line();
            screen.Line(title, Styles.Title);
            all.ForEach(screen.Line);
        }
    }

    private static IEnumerable<string> Definition(JsonElement definition) =>
    [
        .. definition.Items("added").Select(step => $"  + {step.GetString()}"),
        .. definition.Items("removed").Select(step => $"  - {step.GetString()}"),
        .. definition.Items("changed").SelectMany(change => change.Items("differences").Select(one => $"  {change.Text("stepName")}: {one.Text("path")}: {Change(one)}")),
        .. definition.Items("other").Select(one => $"  {one.Text("path")}: {Change(one)}"),
    ];

    private static IEnumerable<string> Inputs(JsonElement step) =>
    [
        .. step.Items("inputs").Where(input => input.IsTrue("changed")).Select(input => $"  {step.Text("stepName")}: {input.Text("name")}: {Input(input)}"),
        .. step.Items("parts").Select(part => $"  {step.Text("stepName")}: its {Part(part.GetString())} changed"),
    ];

    private static string? Part(string? part) => part == "environment" ? "environment or its hyperparameters" : part;

    private static string Input(JsonElement input) => (input.Text("oldUri"), input.Text("newUri")) switch
    {
        (null, var added) => $"added, {added}",
        (var removed, null) => $"removed, {removed}",
        var (old, other) when old == other => $"other bytes at {old}",
        var (old, other) => $"other bytes, {old} -> {other}",
    };

    private static string Change(JsonElement difference) => (difference.Member("old"), difference.Member("new")) switch
    {
        (null, { } added) => $"added {Value(added)}",
        ({ } removed, null) => $"removed {Value(removed)}",
        var (old, other) => $"{Value(old ?? default)} -> {Value(other ?? default)}",
    };

    private static string Value(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText();
        return text.Length <= ShownCharacters ? text : $"{text[..ShownCharacters]} ... (--json has all of it)";
    }
}
