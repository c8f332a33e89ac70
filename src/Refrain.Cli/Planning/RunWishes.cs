using System.Text.Json.Nodes;

namespace Refrain.Cli.Planning;

/// <summary>What can be said of a run besides its steps, as the user wrote it: to <c>plan</c>, <c>start</c> and <c>resume</c>.</summary>
/// <param name="Parameters">Texts like <c>Name=Value</c>.</param>
/// <param name="Exclude">Selectors of steps that do not run.</param>
/// <param name="SetOutput">Texts like <c>Step.Path=Value</c>.</param>
/// <param name="ForceCondition">Texts like <c>Step=true</c>.</param>
internal sealed record RunWishes(
    IReadOnlyList<string> Parameters, IReadOnlyList<string> Exclude, IReadOnlyList<string> SetOutput, IReadOnlyList<string> ForceCondition)
{
    /// <summary>Writes the wishes into a request; what is not wished is left out of it.</summary>
    /// <exception cref="CliException">One of the texts makes no sense.</exception>
    public async Task AddToAsync(JsonObject body, CancellationToken cancellationToken)
    {
        Add(body, "exclude", Exclude.Select(one => JsonValue.Create(one)));
        var outputs = new List<JsonObject>();
        foreach (var output in SetOutput.Select(GivenOutput.Parse))
        {
            outputs.Add(await output.ToJsonAsync(cancellationToken));
        }

        Add(body, "setOutputs", outputs);
        Add(body, "forceConditions", ForceCondition.Select(Forced));
        Add(body, "parameters", Parameters.Select(text => Parameter(text, "name", "value")));
    }

    /// <summary>The options that say the same.</summary>
    public IEnumerable<string> Words() =>
    [
        .. Repeated("--exclude", Exclude),
        .. Repeated("--set-output", SetOutput),
        .. Repeated("--force-condition", ForceCondition),
        .. Repeated("-p", Parameters),
    ];

    /// <summary>The wished options that no AWS operation has.</summary>
    public IEnumerable<string> BeyondAws()
    {
        if (Exclude.Count > 0)
        {
            yield return "--exclude";
        }

        if (SetOutput.Count > 0)
        {
            yield return "--set-output";
        }

        if (ForceCondition.Count > 0)
        {
            yield return "--force-condition";
        }
    }

    /// <summary><c>Name=Value</c> as an object whose members have the given names.</summary>
    /// <exception cref="CliException">It has another form.</exception>
    public static JsonObject Parameter(string text, string name, string value) => text.Split('=', 2) is [{ Length: > 0 } left, var right]
        ? new JsonObject { [name] = left, [value] = right }
        : throw new CliException($"'{text}' is not a parameter.", "Write -p NAME=VALUE.", ExitCode.Usage);

    /// <summary>An array member, unless it would be empty.</summary>
    public static void Add(JsonObject body, string member, IEnumerable<JsonNode> elements)
    {
        if (elements.ToArray() is { Length: > 0 } some)
        {
            body[member] = new JsonArray(some);
        }
    }

    /// <summary>An option once for each value.</summary>
    public static IEnumerable<string> Repeated(string option, IEnumerable<string> values) => values.SelectMany(value => new[] { option, value });

    private static JsonObject Forced(string text) => text.Split('=', 2) is [{ Length: > 0 } step, var outcome] && bool.TryParse(outcome, out var isTrue)
        ? new JsonObject { ["stepName"] = step, ["outcome"] = isTrue }
        : throw new CliException($"'{text}' is no --force-condition.", "Write --force-condition STEP=true or STEP=false.", ExitCode.Usage);
}
