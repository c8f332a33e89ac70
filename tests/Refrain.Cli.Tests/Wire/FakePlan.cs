using System.Text.Json.Nodes;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Wire;

/// <summary>Plans in the shape of Refrain's own API.</summary>
internal static class FakePlan
{
    public const string Pipeline = "AbalonePipeline";

    /// <summary>A plan of steps; notices are added by <see cref="With"/>.</summary>
    public static JsonObject Of(string outcome, params JsonObject[] steps)
    {
        double Sum(string verdict) => steps.Where(step => $"{step["verdict"]}" == verdict).Sum(step => step["estimatedSeconds"]?.GetValue<double>() ?? 0);
        return new JsonObject
        {
            ["pipelineArn"] = PipelineArn(Pipeline),
            ["pipelineVersionId"] = 3,
            ["outcome"] = outcome,
            ["reference"] = new JsonObject { ["pipelineExecutionArn"] = Arn(Pipeline, "bbbb00000001"), ["status"] = "Failed", ["ageSeconds"] = 7500 },
            ["steps"] = new JsonArray([.. steps]),
            ["notices"] = new JsonArray(),
            ["parameters"] = new JsonArray(),
            ["estimatedSeconds"] = Sum("RUN"),
            ["estimatedWallSeconds"] = Sum("RUN"),
            ["savedSeconds"] = Sum("REUSE"),
        };
    }

    /// <summary>A step that is not reused.</summary>
    public static JsonObject Step(string name, string verdict, string code, string reason, double? seconds = null)
    {
        var step = new JsonObject { ["stepName"] = name, ["stepType"] = "Processing", ["verdict"] = verdict, ["code"] = code, ["reason"] = reason };
        if (seconds is { } number)
        {
            step["estimatedSeconds"] = number;
        }

        return step;
    }

    public static JsonObject Selected(string name, double? seconds = 4.1) => Step(name, "RUN", "selected", "selected by 'Abalone-Train'", seconds);

    /// <summary>A step whose result comes from bbbb00000001, made by another execution when one is given.</summary>
    public static JsonObject Reused(string name, double seconds, string madeBy = "bbbb00000001", string? stale = null)
    {
        var step = Step(name, "REUSE", "in-reference", "not selected; its result is taken from bbbb00000001", seconds);
        step["source"] = new JsonObject
        {
            ["pipelineExecutionArn"] = Arn(Pipeline, "bbbb00000001"), ["originPipelineExecutionArn"] = Arn(Pipeline, madeBy), ["ageSeconds"] = 259200,
        };
        if (stale is not null)
        {
            step["stale"] = new JsonArray(new JsonObject { ["part"] = stale, ["detail"] = "changed" });
        }

        return step;
    }

    public static JsonObject With(this JsonObject plan, string kind, string level, string message)
    {
        plan["notices"]!.AsArray().Add((JsonNode)new JsonObject { ["kind"] = kind, ["level"] = level, ["message"] = message });
        return plan;
    }

    /// <summary>A refused plan.</summary>
    public static JsonObject Refused(string message, string? closed, params JsonObject[] steps)
    {
        var plan = Of("refused", steps);
        plan["refusal"] = new JsonObject { ["__type"] = "ValidationException", ["message"] = message };
        if (closed is not null)
        {
            plan["closedSelection"] = new JsonArray([.. closed.Split(',').Select(name => JsonValue.Create(name))]);
        }

        return plan;
    }

    /// <summary>What most tests are about: one step runs, one is reused, one of the reused is stale.</summary>
    public static JsonObject Usual() => Of(
        "work",
        Reused("Abalone-Preprocess", 12.34, madeBy: "aaaa00000001"),
        Selected("Abalone-Train"),
        Reused("Abalone-Evaluate", 1.5, stale: "code"),
        Step("Abalone-Register", "SKIP", "not-needed", "not selected, and no selected step needs its result"))
        .With("passed-over", "note", "cccc00000001 still runs, so it cannot be the reference.")
        .With("stale", "warning", "The reused result of 'Abalone-Evaluate' is stale: code: changed.");
}
