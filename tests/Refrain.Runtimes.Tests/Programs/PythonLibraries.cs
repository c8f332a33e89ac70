using System.Diagnostics;

namespace Refrain.Runtimes.Tests.Programs;

/// <summary>The real libraries, as Debian's Python has them. A machine without them skips, but never in CI.</summary>
internal static class PythonLibraries
{
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<string?> Problem = new(Look);

    public static void Needed()
    {
        Assert.SkipWhen(Problem.Value is not null && Environment.GetEnvironmentVariable("CI") != "true", Problem.Value ?? "");
        Assert.True(Problem.Value is null, Problem.Value);
    }

    private static string? Look()
    {
        if (!File.Exists(Python))
        {
            return $"{Python} is not there";
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import numpy, pandas, scipy, sklearn, xgboost"]) { RedirectStandardError = true })!; // no shell: a process
        var words = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{Python} lacks a library (apt-get install python3-xgboost python3-sklearn python3-pandas): {words.Trim().Split('\n')[^1]}";
    }
}
