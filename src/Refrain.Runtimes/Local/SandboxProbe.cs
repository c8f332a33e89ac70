using System.Diagnostics;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>Finds out what this machine allows, by running a small job with the very options of real ones.</summary>
internal static class SandboxProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The best sandbox that works.</summary>
    public static async Task<Sandbox> ChooseAsync(LocalRuntimeOptions options, CancellationToken cancellationToken)
    {
        if (options.IsolationMode == IsolationMode.None)
        {
            return new Sandbox.Plain("switched off");
        }

        var (bubblewrap, because) = await TryBubblewrapAsync(options, cancellationToken);
        return bubblewrap ?? await TryUnshareAsync(options, because, cancellationToken);
    }

    private static async Task<(Sandbox? Sandbox, string Because)> TryBubblewrapAsync(LocalRuntimeOptions options, CancellationToken cancellationToken)
    {
        if (HostView.FindProgram("bwrap", options.SearchPath) is not { } program)
        {
            return (null, "bubblewrap is not installed");
        }

        var sandbox = new Sandbox.Bubblewrap(program);
        var problem = await ProblemAsync(sandbox, options, cancellationToken);
        return problem is null ? (sandbox, "") : (null, $"bubblewrap does not work here ({problem})");
    }

    /// <summary>unshare where it works, else nothing.</summary>
    internal static async Task<Sandbox> TryUnshareAsync(LocalRuntimeOptions options, string because, CancellationToken cancellationToken)
    {
        if (HostView.FindProgram("unshare", options.SearchPath) is not { } program)
        {
            return new Sandbox.Plain($"{because}, and unshare is not installed");
        }

        var setpriv = HostView.FindProgram("setpriv", options.SearchPath);
        var sandbox = new Sandbox.Unshare(program, AsMappedRoot: !Environment.IsPrivilegedProcess, setpriv, because);
        var problem = await ProblemAsync(sandbox, options, cancellationToken);
        return problem is null ? sandbox : new Sandbox.Plain($"{because}, nor does unshare ({problem})");
    }

    /// <summary>Runs a job that writes a file to <c>/opt/ml</c>; null when the file arrives, else what was said.</summary>
    private static async Task<string?> ProblemAsync(Sandbox sandbox, LocalRuntimeOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory, $"probe-{Environment.ProcessId}")).FullName;
        try
        {
            var places = new JobPlaces(folder, Directory.CreateDirectory(Path.Combine(folder, "ml")).FullName, Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName);
            var spec = new JobSpec { JobName = "probe", Image = JobSpec.HostImage, Entrypoint = ["sh", "-c", ": >/opt/ml/arrived"], MaxRuntimeSeconds = 60 };
            var command = LaunchCompiler.Compile(spec, sandbox, HostView.Look(options), places);
            var words = await RunAsync(command, cancellationToken);
            return File.Exists(Path.Combine(places.Ml, "arrived")) ? null : words;
        }
        finally
        {
            DirectoryTree.Delete(folder);
        }
    }

    private static async Task<string> RunAsync(LaunchCommand command, CancellationToken cancellationToken)
    {
        // The launcher is given its two descriptors, as the supervisor does.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" 3>/dev/null 4>/dev/null", "sh", command.Program, .. command.Arguments.Skip(1)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var variable in command.Environment)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        using var process = Process.Start(start) ?? throw new UnreachableException("Process.Start without a shell returns a process.");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            var words = await process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return words.Trim() is { Length: > 0 } said ? said.Split('\n')[0] : $"exit code {process.ExitCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return $"it did not end within {Patience.TotalSeconds} s";
        }
    }
}
