using System.Text.RegularExpressions;
using Refrain.Core;

namespace Refrain.Server.Api;

/// <summary>A part of the path or of the query.</summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="In"><see cref="Path"/> or <see cref="Query"/>.</param>
/// <param name="Type">The JSON schema type of its value.</param>
/// <param name="Description">What it means.</param>
internal sealed partial record ApiParameter(string Name, string In, string Type, string Description)
{
    public const string Path = "path";
    public const string Query = "query";

    // A name means the same in every path.
    private static readonly Dictionary<string, string> PathNames = new()
    {
        ["pipeline"] = "The name of a pipeline.",
        ["executionId"] = "The id of an execution: the last part of its ARN.",
        ["otherExecutionId"] = "The id of another execution of the same pipeline.",
        ["stepName"] = "The name of a step.",
    };

    /// <summary>The parameters that stand in a path, in its order.</summary>
    public static ValueList<ApiParameter> OfPath(string path) =>
        Braces().Matches(path).Select(match => match.Groups[1].Value).Select(name => new ApiParameter(name, Path, "string", PathNames[name])).ToValueList();

    /// <summary>A parameter of the query; none of them is required.</summary>
    public static ApiParameter OfQuery(string name, string type, string description) => new(name, Query, type, description);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Braces();
}
