namespace Refrain.Core.Definitions;

/// <summary>An override as the caller sent it.</summary>
public sealed record ParameterOverride(string Name, string Value);

/// <summary>A parameter's effective value as text: an override exactly as received, or the default as <c>120</c>, <c>0.9</c>, <c>true</c>.</summary>
public sealed record BoundParameter(string Name, string Value);

/// <summary>Binds overrides and defaults to the declared parameters (spec 01, 2; R10: nothing is inherited from a reference).</summary>
public static class ParameterBinder
{
    /// <summary>All declared parameters with their values; every problem is reported.</summary>
    public static ValueList<BoundParameter> Bind(ValueList<PipelineParameter> declared, ValueList<ParameterOverride> overrides, Action<Diagnostic> report)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in overrides)
        {
            if (declared.All(parameter => parameter.Name != one.Name))
            {
                report(new Diagnostic("PipelineParameters", $"Parameter '{one.Name}' is not declared by the pipeline.", Declared(declared)));
            }
            else if (!given.TryAdd(one.Name, one.Value))
            {
                report(new Diagnostic("PipelineParameters", $"Parameter '{one.Name}' is given twice.", "one value for each name"));
            }
        }

        return declared.Select(parameter => new BoundParameter(parameter.Name, Value(parameter, given.GetValueOrDefault(parameter.Name), report))).ToValueList();
    }

    private static string Value(PipelineParameter parameter, string? given, Action<Diagnostic> report)
    {
        if ((given ?? parameter.Default) is not { } value)
        {
            report(new Diagnostic("PipelineParameters", $"Parameter '{parameter.Name}' has no default and no value was given.", $"a value of type {parameter.Type}"));
            return "";
        }

        if (parameter.Typed(value) is null)
        {
            report(new Diagnostic("PipelineParameters", $"Value '{value}' of parameter '{parameter.Name}' is not of type {parameter.Type}.", Example(parameter.Type)));
        }
        else if (parameter.EnumValues is { } allowed && !allowed.Contains(value))
        {
            report(new Diagnostic(
                "PipelineParameters",
                $"Value '{value}' of parameter '{parameter.Name}' failed to satisfy enum value set: [{string.Join(", ", allowed)}]",
                "one of these values"));
        }

        return value;
    }

    private static string Declared(ValueList<PipelineParameter> declared) =>
        declared.Count == 0 ? "no parameter: the pipeline declares none" : $"one of {string.Join(", ", declared.Select(parameter => parameter.Name))}";

    private static string Example(ParameterType type) => type switch
    {
        ParameterType.Integer => "a whole number such as 120",
        ParameterType.Float => "a number such as 0.9",
        ParameterType.Boolean => "true or false",
        _ => "text",
    };
}
