using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Definitions;

/// <summary>What reading a definition gives: the definition, or every problem it has.</summary>
public sealed record DefinitionReading(PipelineDefinition? Definition, ValueList<Diagnostic> Problems)
{
    /// <summary>How the service begins the message of a refusal (spec 08, 3.1).</summary>
    public const string RefusalPrefix = "Unable to parse pipeline definition. ";
}

/// <summary>Reads the JSON of a definition (spec 01). All problems are collected; nothing is half read.</summary>
public sealed class DefinitionReader
{
    private const string OnlyVersion = "2020-12-01";
    private static readonly string[] TopLevel = ["Version", "Metadata", "Parameters", "PipelineExperimentConfig", "MlflowConfig", "Steps"];

    private readonly Limits limits;
    private readonly bool wasAccepted;
    private readonly List<Diagnostic> problems = [];
    private readonly List<StepDefinition> steps = [];
    private readonly HashSet<StepName> unread = []; // steps with a name and a problem: what refers to them is no second problem

    private DefinitionReader(Limits limits, bool wasAccepted) => (this.limits, this.wasAccepted) = (limits, wasAccepted);

    /// <summary>Reads a definition's text.</summary>
    public static DefinitionReading Read(string text, Limits limits) => new DefinitionReader(limits, wasAccepted: false).Read(text);

    /// <summary>
    /// Reads a text that was accepted before: it stays readable when a limit was lowered or a rule was added since. What a rule would refuse fails the
    /// step that it belongs to when that step is reached.
    /// </summary>
    public static DefinitionReading ReadAccepted(string text, Limits limits) => new DefinitionReader(
        limits with { DefinitionCharacters = int.MaxValue, DefinitionDepth = LimitNames.Most("definition-depth"), NameCharacters = int.MaxValue },
        wasAccepted: true).Read(text);

    private DefinitionReading Read(string text)
    {
        if (text.Length > limits.DefinitionCharacters)
        {
            return Refused("$", $"The definition has {text.Length} characters.", $"at most {limits.DefinitionCharacters}");
        }

        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = limits.DefinitionDepth });
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return Refused(
                $"line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}", $"The text is not JSON, or nested deeper than {limits.DefinitionDepth} levels.", "one JSON object");
        }
        catch (ArgumentException)
        {
            return Refused("$", "The text is not JSON: it holds half of a character (a lone surrogate).", "one JSON object in Unicode text");
        }

        if (root.UnreadableAt("$") is { } unreadable)
        {
            return Refused(unreadable, "A text holds half of a character (a lone surrogate).", "Unicode text");
        }

        foreach (var path in root.RepeatedMembers("$"))
        {
            Report(path, "The member stands twice in its object; one of the two would be lost.", "each member once");
        }

        return root.ValueKind == JsonValueKind.Object ? Read(root) : Refused("$", "Expecting start of Json Object.", "one JSON object");
    }

    private DefinitionReading Read(JsonElement root)
    {
        foreach (var member in root.EnumerateObject().Where(member => !TopLevel.Contains(member.Name)))
        {
            Report($"$.{member.Name}", $"Cannot parse object, unknown property '{member.Name}'.", string.Join(", ", TopLevel));
        }

        if (root.Member("Version") is { } version && JsonText.Scalar(version) != OnlyVersion)
        {
            Report("$.Version", $"Version {version.GetRawText()} is not supported.", $"\"{OnlyVersion}\"");
        }

        var parameters = ParameterReader.Read(root, limits, problems.Add);
        ReadSteps(root.Member("Steps"), "$.Steps", branch: null);
        if (steps.Count > limits.Steps)
        {
            Report("$.Steps", $"The definition has {steps.Count} steps.", $"at most {limits.Steps}");
        }

        var all = steps.ToValueList();
        var graph = DefinitionRules.Check(all, unread, parameters, problems.Add);
        new PipelineSettings(parameters, limits, problems.Add).Check(root);
        return problems.Count == 0 || (wasAccepted && IsSound(graph))
            ? new DefinitionReading(new PipelineDefinition(parameters, all, root.Member("PipelineExperimentConfig"), root.Member("MlflowConfig"), graph), [])
            : new DefinitionReading(null, problems.ToValueList());
    }

    // What the engine relies on: every step was read, their names tell them apart, and none waits for itself.
    private bool IsSound(StepGraph graph) => unread.Count == 0 && steps.DistinctBy(step => step.Name).Count() == steps.Count && graph.FindCycle().Count == 0;

    private void ReadSteps(JsonElement? list, string path, Branch? branch)
    {
        if (list is not { ValueKind: JsonValueKind.Array } array)
        {
            if (list is not null || branch is null)
            {
                Report(path, "Expecting start of Json Array.", "an array of steps");
            }

            return;
        }

        foreach (var (item, index) in array.EnumerateArray().Select((item, index) => (item, index)))
        {
            ReadStep(item, $"{path}[{index}]", branch);
        }
    }

    private void ReadStep(JsonElement json, string path, Branch? branch)
    {
        var name = new StepName(json.Text("Name") ?? "");
        if (StepReader.Read(json, path, steps.Count, branch, limits, problems.Add) is { } step)
        {
            steps.Add(step);
            step.Type.Check(step, problems.Add);
        }
        else
        {
            unread.Add(name);
        }

        if (json.Text("Type") != ConditionStepType.TypeName)
        {
            return;
        }

        if (branch is not null)
        {
            Report(path, $"Condition step '{name}' stands in a branch of condition step '{branch.Condition}'; nested conditions are not supported.", "a condition at top level");
        }

        ReadSteps(json.Member("Arguments")?.Member("IfSteps"), $"{path}.Arguments.IfSteps", new Branch(name, When: true));
        ReadSteps(json.Member("Arguments")?.Member("ElseSteps"), $"{path}.Arguments.ElseSteps", new Branch(name, When: false));
    }

    private void Report(string path, string message, string expected) => problems.Add(new Diagnostic(path, message, expected));

    private static DefinitionReading Refused(string path, string message, string expected) => new(null, [new Diagnostic(path, message, expected)]);
}
