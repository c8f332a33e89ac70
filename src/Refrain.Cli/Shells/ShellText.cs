using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Cli.Shells;

/// <summary>Writes variables as a shell reads them; a null value takes the variable away. Values stay what they are, whatever characters are in them.</summary>
internal static class ShellText
{
    private static readonly JsonSerializerOptions json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The shells there are.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "fish", "powershell", "json"];

    /// <summary>The shell that <c>$SHELL</c> names; bash for all that read its words.</summary>
    public static string Of(string? shell) => Path.GetFileName(shell ?? "") switch
    {
        "fish" => "fish",
        "pwsh" or "powershell" => "powershell",
        _ => "bash",
    };

    /// <summary>The text to evaluate; for <c>json</c> one object, where what is taken away is left out.</summary>
    public static string Write(string shell, IReadOnlyList<(string Name, string? Value)> variables) => shell == "json"
        ? new JsonObject(variables.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value))).ToJsonString(json)
        : string.Join('\n', variables.Select(one => Line(shell, one.Name, one.Value)));

    private static string Line(string shell, string name, string? value) => (shell, value) switch
    {
        ("fish", null) => $"set -e {name}",
        ("fish", _) => $"set -gx {name} '{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'",
        ("powershell", null) => $"Remove-Item Env:{name} -ErrorAction SilentlyContinue",
        ("powershell", _) => $"$env:{name} = '{value.Replace("'", "''", StringComparison.Ordinal)}'",
        (_, null) => $"unset {name}",
        _ => $"export {name}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'",
    };
}
