using System.Text.Json;

namespace Refrain.Supervisor.Jobs;

/// <summary>What a launcher wrote to descriptor 3: the sandbox's first process once there is one, and the program's exit code once it has ended.</summary>
internal sealed record LauncherWord(int? FirstProcess, int? ExitCode)
{
    /// <summary>Reads JSON objects that stand one after the other; the last may be cut short by a crash and then counts as absent.</summary>
    public static LauncherWord Parse(string text)
    {
        var word = new LauncherWord(null, null);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            word = new LauncherWord(Number(line, "child-pid") ?? word.FirstProcess, Number(line, "exit-code") ?? word.ExitCode);
        }

        return word;
    }

    private static int? Number(string line, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)
                && value.TryGetInt32(out var number)
                ? number
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
