using System.Text.Json;
using Refrain.Core.Expressions;

namespace Refrain.Core.Definitions;

/// <summary>Checks what stands beside Parameters and Steps: Metadata, PipelineExperimentConfig, MlflowConfig (spec 01, 1).</summary>
internal sealed class PipelineSettings(ValueList<PipelineParameter> parameters, Limits limits, Action<Diagnostic> report)
{
    private readonly HashSet<string> declared = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);

    public void Check(JsonElement root)
    {
        CheckMetadata(root.Member("Metadata"));
        CheckConfig(root, "PipelineExperimentConfig", "experiment", "ExperimentName", "TrialName");
        CheckConfig(root, "MlflowConfig", "MLflow", "MlflowResourceArn", "MlflowExperimentName");
    }

    private void CheckMetadata(JsonElement? given)
    {
        if (given is not { } metadata)
        {
            return;
        }

        if (metadata.ValueKind != JsonValueKind.Object)
        {
            Report("$.Metadata", "Expecting start of Json Object.", "an object of texts");
            return;
        }

        foreach (var entry in metadata.EnumerateObject())
        {
            if (!IsKey(entry.Name))
            {
                Report($"$.Metadata.{entry.Name}", $"The key '{entry.Name}' of the Metadata is not a key.", $"1 to {limits.MetadataKeyCharacters} characters of A-Z, a-z, 0-9, - and _");
            }

            if (entry.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                Report($"$.Metadata.{entry.Name}", "Expecting a Json String.", $"a text of at most {limits.MetadataValueCharacters} characters");
            }
            else if (entry.Value.GetString() is { } text && text.Length > limits.MetadataValueCharacters)
            {
                Report($"$.Metadata.{entry.Name}", $"The value has {text.Length} characters.", $"at most {limits.MetadataValueCharacters}");
            }
        }
    }

    private bool IsKey(string name) => Identifiers.StepName.IsValid(name, limits.MetadataKeyCharacters); // made of the same characters

    private void CheckConfig(JsonElement root, string name, string word, params string[] members)
    {
        if (root.Member(name) is not { } config)
        {
            return;
        }

        if (config.ValueKind != JsonValueKind.Object)
        {
            Report($"$.{name}", "Expecting start of Json Object.", $"an object with {string.Join(" and ", members)}, or null");
            return;
        }

        foreach (var member in config.EnumerateObject())
        {
            var path = $"$.{name}.{member.Name}";
            if (!members.Contains(member.Name))
            {
                Report(path, $"Cannot parse object, unknown property '{member.Name}'.", string.Join(", ", members));
            }
            else if (ExpressionReader.IsExpression(member.Value))
            {
                CheckExpression(member.Value, path, word);
            }
            else if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                Report(path, "Expecting a Json String.", "a string or an expression");
            }
        }
    }

    private void CheckExpression(JsonElement value, string path, string word)
    {
        foreach (var (place, expression) in ExpressionReader.In(value, path, report))
        {
            if (expression is Expression.Get { Reference: Reference.Parameter parameter } && !declared.Contains(parameter.Name))
            {
                Report(place, $"Parameter '{parameter.Name}' is referenced but not declared.", "a name that stands in Parameters");
            }
            else if (expression.NamedStep is { } step)
            {
                Report(place, $"The {word} configuration refers to step '{step}'; it is evaluated before any step runs.", "parameters and execution variables");
            }
            else if (expression is Expression.S3Get)
            {
                Report(place, $"The {word} configuration cannot read objects of the store.", "parameters and execution variables");
            }
        }
    }

    private void Report(string path, string message, string expected) => report(new Diagnostic(path, message, expected));
}
