using System.Text;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Jobs;

/// <summary>Decides how a job ended from what was kept of it.</summary>
internal static class Ending
{
    /// <summary>Exit codes by which a shell says that it could not start a program.</summary>
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    /// <summary>The verdict.</summary>
    /// <param name="word">What the launcher wrote.</param>
    /// <param name="launcherEnd">How the launcher itself ended (<see cref="Describe"/>); null when nobody of us was there.</param>
    /// <param name="stopping">A stop that was decided: it wins, since the job's own code then says nothing.</param>
    /// <param name="lastLine">The last line of the log.</param>
    /// <param name="terms">The job's terms.</param>
    public static (string Outcome, int Code, string Reason) Decide(
        LauncherWord word, string? launcherEnd, StoppingMark? stopping, string lastLine, JobTerms terms)
    {
        if (stopping is not null)
        {
            return (stopping.Outcome, word.ExitCode ?? 0, "");
        }

        var refused = terms.NotStartedPrefixes.FirstOrDefault(prefix => lastLine.StartsWith(prefix, StringComparison.Ordinal));
        return (word.ExitCode, refused) switch
        {
            (null or NotExecutable or NotFound, not null) => (Outcomes.NotStarted, 0, $"The program could not be started: {lastLine[refused.Length..]}"),
            ({ } code, _) => (Outcomes.Exited, code, ""),
            (null, null) => (Outcomes.Lost, 0, Lost(launcherEnd, lastLine)),
        };
    }

    /// <summary>A wait status in words.</summary>
    public static string Describe(int waitStatus) =>
        (waitStatus & 0x7f) == 0 ? $"ended with exit code {(waitStatus >> 8) & 0xff}" : $"was killed by signal {waitStatus & 0x7f}";

    /// <summary>The last line of a log, without its line end; empty when there is none.</summary>
    public static string LastLine(string log)
    {
        try
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var tail = new byte[(int)Math.Min(file.Length, 4096)];
            file.Seek(-tail.Length, SeekOrigin.End);
            file.ReadExactly(tail);
            var text = Encoding.UTF8.GetString(tail).TrimEnd('\n');
            return text[(text.LastIndexOf('\n') + 1)..];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ""; // absent, or not ours to read: the verdict does without
        }
    }

    private static string Lost(string? launcherEnd, string lastLine) =>
        launcherEnd is null
            ? "The job vanished without an exit code: it was killed together with the supervisor, or the machine was restarted."
            : $"The job's launcher {launcherEnd} before an exit code was known." + (lastLine.Length == 0 ? "" : $" Last line of the log: {lastLine}");
}
