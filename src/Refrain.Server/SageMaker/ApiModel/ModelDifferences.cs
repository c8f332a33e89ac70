using Refrain.Core;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Server.SageMaker.ApiModel;

/// <summary>Where Refrain takes a member otherwise than the API model says, and why. Everything else is as the model has it.</summary>
internal static class ModelDifferences
{
    /// <summary>Members of which only the length counts.</summary>
    public static IReadOnlySet<(string Structure, string Member)> WithoutPattern { get; } = new HashSet<(string, string)>
    {
        ("SelectiveExecutionConfig", "SourcePipelineExecutionArn"), // what is wrong with a reference has a text of its own (spec 02, 3)
    };

    /// <summary>The model does not require it, but without it nothing could be answered.</summary>
    public static bool IsRequired(RequestShape structure, string member) => (structure.Name, member) == ("ListPipelineExecutionStepsRequest", "PipelineExecutionArn");

    /// <summary>The shape that counts for a member.</summary>
    public static RequestShape Shape(RequestShape structure, string member, RequestShape inner) =>
        WithoutPattern.Contains((structure.Name, member)) ? inner.WithoutPattern() : inner;

    /// <summary>The greatest length or value of a member: as the operator said where there is something to say.</summary>
    public static decimal? Max(RequestShape structure, string member, RequestShape inner, Limits limits) =>
        (structure.Name, member) == ("Parameter", "Value") ? limits.ParameterValueCharacters : ShapeLimits.Max(inner, limits);
}
