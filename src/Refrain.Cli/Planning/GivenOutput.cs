using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Core;

namespace Refrain.Cli.Planning;

/// <summary>What <c>--set-output</c> says: the value that later steps read of a step which does not run.</summary>
/// <param name="Step">The step.</param>
/// <param name="Path">Where later steps read it, for example <c>ModelArtifacts.S3ModelArtifacts</c>.</param>
/// <param name="Value">The value as it was written: JSON, text, or <c>@</c> and the name of a file that holds JSON.</param>
internal sealed record GivenOutput(string Step, string Path, string Value)
{
    private const string Form = "Write it as --set-output STEP.PATH=VALUE, for example --set-output Train.ModelArtifacts.S3ModelArtifacts=s3://bucket/model.tar.gz.";

    /// <summary>Reads <c>STEP.PATH=VALUE</c>: the step ends at the first point, the path at the first equals sign outside brackets and quotes.</summary>
    /// <exception cref="CliException">It is no such text.</exception>
    public static GivenOutput Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var equals = PathEnd(text, from: point + 1);
        if (equals < 0)
        {
            throw Wrong(text, "it has no '=' before the value");
        }

        return (point, equals - point) switch
        {
            ( < 0, _) => throw Wrong(text, "it has no point between step and path"),
            _ when text.AsSpan(0, point).Contains('=') => throw Wrong(text, "it has no point between step and path"), // the point is one of the value's
            (0, _) => throw Wrong(text, "it names no step before the point"),
            (_, <= 1) => throw Wrong(text, "it names no path between the point and '='"),
            _ => new GivenOutput(text[..point], text[(point + 1)..equals], text[(equals + 1)..]),
        };
    }

    /// <summary>As Refrain's operations take it.</summary>
    /// <exception cref="CliException">The value names a file that cannot be read, or that holds no JSON.</exception>
    public async Task<JsonObject> ToJsonAsync(CancellationToken cancellationToken) => new()
    {
        ["stepName"] = Step,
        ["path"] = Path,
        ["value"] = Value.StartsWith('@') ? await ReadAsync(Value[1..], cancellationToken) : Parsed(Value) is { } json ? json.Node : JsonValue.Create(Value),
    };

    private static int PathEnd(string text, int from)
    {
        var (depth, quote) = (0, '\0');
        for (var index = from; index < text.Length; index++)
        {
            var letter = text[index];
            if (quote != '\0')
            {
                quote = letter == quote ? '\0' : quote;
            }
            else if (letter is '\'' or '"')
            {
                quote = letter;
            }
            else if (letter == '=' && depth == 0)
            {
                return index;
            }
            else
            {
                depth += letter == '[' ? 1 : letter == ']' ? -1 : 0;
            }
        }

        return -1;
    }

    private async Task<JsonNode?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            return Parsed(text) is { } json ? json.Node : throw Wrong($"{Step}.{Path}={Value}", $"the file '{file}' holds no JSON document", "Put a text in the file in double quotes.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"{Step}.{Path}={Value}", unreadable.Message.TrimEnd('.'), "Name a readable file behind '@'; a text that begins with '@' goes in double quotes.");
        }
    }

    // A wrapper, since JSON null is a value and no node.
    private static (JsonNode? Node, bool IsJson)? Parsed(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.UnreadableAt("$") is null ? (JsonNode.Parse(text), true) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static CliException Wrong(string text, string why, string remedy = Form) => new($"'{text}' is no --set-output: {why}.", remedy, ExitCode.Usage);
}
