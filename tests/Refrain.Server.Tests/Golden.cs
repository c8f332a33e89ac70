using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Refrain.Server.Tests;

/// <summary>Compares answers with files beside the tests, names and times masked. <c>UPDATE_GOLDEN=1</c> rewrites the files.</summary>
internal static partial class Golden
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Check(string name, JsonNode answer, [CallerFilePath] string testFile = "")
    {
        var actual = Mask(answer.ToJsonString(Pretty)) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            var folder = testFile[..testFile.IndexOf("Refrain.Server.Tests", StringComparison.Ordinal)];
            File.WriteAllText(Path.Combine(folder, "Refrain.Server.Tests", "Goldens", $"{name}.json"), actual);
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Goldens", $"{name}.json")), actual);
    }

    private static string Mask(string text)
    {
        text = Times().Replace(text, "$1 \"TIME\"");
        text = JobNames().Replace(text, "pipelines-EXECUTION-$1-SUFFIX");
        text = DisplayNames().Replace(text, "execution-MILLISECONDS");
        return ExecutionIds().Replace(text, "/execution/EXECUTION");
    }

    [GeneratedRegex(@"(""[A-Za-z]*Time"":) \d+(\.\d+)?")]
    private static partial Regex Times();

    [GeneratedRegex("pipelines-[a-z0-9]{12}-([A-Za-z0-9-]+)-[A-Za-z0-9]{10}")]
    private static partial Regex JobNames();

    [GeneratedRegex("execution-[0-9]{13}")]
    private static partial Regex DisplayNames();

    [GeneratedRegex("/execution/[a-z0-9]{12}")]
    private static partial Regex ExecutionIds();
}
