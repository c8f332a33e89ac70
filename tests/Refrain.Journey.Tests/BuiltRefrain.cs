using System.Diagnostics;

namespace Refrain.Journey.Tests;

/// <summary>The programs in <c>artifacts/refrain</c>.</summary>
internal static class BuiltRefrain
{
    public static string Root { get; } = FindRoot();

    public static string Folder => Path.Combine(Root, "artifacts", "refrain");

    public static string Cli => Existing(Path.Combine(Folder, "refrain"));

    /// <summary>Runs the CLI to its end.</summary>
    public static Task<ProgramRun> RunAsync(IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        ProgramRun.ToEndAsync(Start(environment, arguments), TimeSpan.FromMinutes(4));

    /// <summary>Starts the CLI with its output piped.</summary>
    public static Process Start(IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Cli, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in new[] { "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SAGEMAKER", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "REFRAIN_DATA_DIR" })
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{Cli} did not start.");
        process.StandardInput.Close();
        return process;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Refrain.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside a checkout of Refrain.");
    }

    private static string Existing(string path) => File.Exists(path) ? path : throw new InvalidOperationException($"{path} is not there. Run ./build first.");
}

/// <summary>A program that ended.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static async Task<ProgramRun> ToEndAsync(Process process, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return new ProgramRun(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}' did not end within {limit}.");
        }
        finally
        {
            process.Dispose();
        }
    }

    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- errors\n{Error}";
}
