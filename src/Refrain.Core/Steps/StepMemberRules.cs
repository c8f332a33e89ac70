using System.Text.Json;
using Refrain.Core.Expressions;

namespace Refrain.Core.Steps;

/// <summary>Checks the members of a step that only its type has.</summary>
internal sealed class StepMemberRules(IStepType type, Limits limits, Action<Diagnostic> report)
{
    private static readonly string[] OutputMembers = ["OutputName", "OutputType"];
    private static readonly string[] OutputTypes = ["String", "Integer", "Boolean", "Float"];

    public void Check(JsonElement step, string path)
    {
        foreach (var member in type.Members)
        {
            if (step.Member(member.Name) is { } value)
            {
                Check(value, member, $"{path}.{member.Name}");
            }
            else if (member.IsRequired)
            {
                report(new Diagnostic($"{path}.{member.Name}", $"A step of type {type.Name} needs {member.Name}.", $"a value for {member.Name}, beside Arguments"));
            }
        }
    }

    private void Check(JsonElement value, StepMember member, string path)
    {
        if (member.Kind == StepMemberKind.OutputParameters)
        {
            CheckOutputs(value, path);
        }
        else if (ExpressionReader.IsExpression(value))
        {
            return;
        }
        else if (member.Kind == StepMemberKind.Boolean ? value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) : value.ValueKind != JsonValueKind.String)
        {
            var kind = member.Kind == StepMemberKind.Boolean ? "Boolean" : "String";
            report(new Diagnostic(path, $"Expecting a Json {kind}.", $"a {kind.ToLowerInvariant()} or an expression"));
        }
        else if (member.Words is { } words && !words.Contains(value.GetString() ?? ""))
        {
            report(new Diagnostic(
                path, $"Model Validation failed: Value '{value.GetString()}' for '{member.Name}' failed to satisfy enum value set: [{string.Join(", ", words)}]", "one of these words"));
        }
    }

    private void CheckOutputs(JsonElement list, string path)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            report(new Diagnostic(path, "Expecting start of Json Array.", "an array of OutputName and OutputType"));
            return;
        }

        if (list.GetArrayLength() > limits.OutputParameters)
        {
            report(new Diagnostic(path, $"The step has {list.GetArrayLength()} output parameters.", $"at most {limits.OutputParameters}"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
        {
            CheckOutput(item, $"{path}[{index}]", names);
        }
    }

    private void CheckOutput(JsonElement item, string path, HashSet<string> names)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "OutputName and OutputType"));
            return;
        }

        foreach (var unknown in item.EnumerateObject().Where(member => !OutputMembers.Contains(member.Name)))
        {
            report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", OutputMembers)));
        }

        if (item.Text("OutputName") is not { Length: > 0 } name || name.Length > limits.OutputParameterNameCharacters)
        {
            report(new Diagnostic($"{path}.OutputName", "An output parameter needs a name.", $"1 to {limits.OutputParameterNameCharacters} characters"));
        }
        else if (!names.Add(name))
        {
            report(new Diagnostic($"{path}.OutputName", $"Output parameter '{name}' is declared twice.", "one declaration for each name"));
        }

        if (item.Text("OutputType") is not { } type || !OutputTypes.Contains(type))
        {
            report(new Diagnostic(
                $"{path}.OutputType",
                $"Model Validation failed: Value '{item.Text("OutputType")}' for 'OutputType' failed to satisfy enum value set: [{string.Join(", ", OutputTypes)}]",
                "one of these types"));
        }
    }
}
