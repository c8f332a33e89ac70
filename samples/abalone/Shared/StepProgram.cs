namespace Abalone.Shared;

/// <summary>The frame around each program: what was foreseen ends as one clear line and exit code 1.</summary>
internal static class StepProgram
{
    /// <summary>
    /// Runs <paramref name="work"/>; 0 when it came to its end. Bad input and trouble with files print their message, go to
    /// <paramref name="failureFile"/> if there is one, and give 1. Anything else is a bug in the program: its message goes to
    /// the failure file too, and the process dies with the stack trace in its log.
    /// </summary>
    public static int Run(string program, Action work, string? failureFile = null)
    {
        AppDomain.CurrentDomain.UnhandledException += (_, bug) => Record(failureFile, $"{bug.ExceptionObject}");
        try
        {
            work();
            return 0;
        }
        catch (Exception failure) when (failure is StepFailureException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{program}: {failure.Message}");
            Record(failureFile, failure.Message);
            return 1;
        }
    }

    private static void Record(string? failureFile, string text)
    {
        if (failureFile is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(failureFile)) ?? "/");
            File.WriteAllText(failureFile, text);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // The text is in the log already, and the exit code says the rest.
            Console.Error.WriteLine($"cannot write {failureFile}: {unwritable.Message}");
        }
    }
}
