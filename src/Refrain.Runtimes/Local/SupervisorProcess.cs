using System.Diagnostics;
using Refrain.Supervisor.Protocol;

namespace Refrain.Runtimes.Local;

/// <summary>Starts a supervisor that outlives us.</summary>
internal static class SupervisorProcess
{
    /// <summary>The variables it is given; no others, so that the server's secrets are not in a process that lives beside the jobs.</summary>
    private static readonly string[] Kept = ["PATH", "HOME", "LANG", "DOTNET_ROOT", "XDG_RUNTIME_DIR"];

    /// <summary>Finds the executable.</summary>
    /// <exception cref="FileNotFoundException">It is not there; the message says where it was looked for.</exception>
    public static string Find(string? given)
    {
        string[] places = given is not null
            ? [Path.GetFullPath(given)]
            : [Path.Combine(AppContext.BaseDirectory, "refrain-supervisor"), Path.Combine(AppContext.BaseDirectory, "supervisor", "refrain-supervisor")];
        return places.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"The job supervisor is not at {string.Join(" or ", places)}; build it, or name its place.");
    }

    /// <summary>Starts it and waits until it listens, or has found that another one does.</summary>
    /// <exception cref="IOException">It ended without either; the message holds its own words.</exception>
    public static async Task StartAsync(string program, string dataDirectory, int idleSeconds, string? dotnetRoot, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, ["--data-dir", dataDirectory, "--idle-seconds", idleSeconds.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var name in start.Environment.Keys.Except(Kept).ToList())
        {
            start.Environment.Remove(name);
        }

        if (dotnetRoot is not null)
        {
            start.Environment["DOTNET_ROOT"] = dotnetRoot;
        }

        using var process = Process.Start(start) ?? throw new UnreachableException("Process.Start without a shell returns a process.");
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line is not (Meeting.Ready or Meeting.AnotherOneServes))
        {
            throw new IOException($"The job supervisor did not start: {line}{await process.StandardError.ReadToEndAsync(cancellationToken)}".TrimEnd());
        }
    }
}
