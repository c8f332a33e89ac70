using System.Text.Json.Nodes;

namespace Refrain.Cli.Planning;

/// <summary>What is said of an execution that <c>start</c> or <c>resume</c> starts.</summary>
/// <param name="DisplayName">What it is called; null for nothing.</param>
/// <param name="Description">What it is for; null for nothing.</param>
/// <param name="MaxParallel">How many steps run at once at most; null for the pipeline's number.</param>
/// <param name="AllowStale">Start also when a parameter would be without effect.</param>
internal sealed record StartLabels(string? DisplayName, string? Description, int? MaxParallel, bool AllowStale)
{
    public static StartLabels None { get; } = new(null, null, null, false);

    /// <summary>Writes them into a request.</summary>
    public void AddTo(JsonObject body, string clientRequestToken)
    {
        if (DisplayName is not null)
        {
            body["displayName"] = DisplayName;
        }

        if (Description is not null)
        {
            body["description"] = Description;
        }

        if (MaxParallel is { } number)
        {
            body["maxParallelExecutionSteps"] = number;
        }

        if (AllowStale)
        {
            body["allowStale"] = true;
        }

        body["clientRequestToken"] = clientRequestToken;
    }

    /// <summary>The options that say the same.</summary>
    public IEnumerable<string> Words() =>
    [
        .. DisplayName is not null ? ["--display-name", DisplayName] : (string[])[],
        .. Description is not null ? ["--description", Description] : (string[])[],
        .. MaxParallel is { } number ? ["--max-parallel", $"{number}"] : (string[])[],
        .. AllowStale ? ["--allow-stale"] : (string[])[],
    ];
}
