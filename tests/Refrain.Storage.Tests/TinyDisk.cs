using System.Diagnostics;

namespace Refrain.Storage.Tests;

/// <summary>A file system of a few mebibytes in memory. Only root may mount one: other users' tests say so and are skipped.</summary>
internal sealed class TinyDisk : IDisposable
{
    private readonly TestFolder folder = new();

    public TinyDisk(int mebibytes)
    {
        Assert.SkipUnless(Environment.UserName == "root", "Mounting a small file system needs root.");
        Path = folder["disk"];
        Directory.CreateDirectory(Path);
        Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", Path);
    }

    public string Path { get; }

    public void Remount(string mode) => Run("mount", "-o", $"remount,{mode}", Path);

    public void Dispose()
    {
        Run("umount", Path);
        folder.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true }) ?? throw new InvalidOperationException(program);
        var problem = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0 || program != "mount" || Environment.GetEnvironmentVariable("CI") == "true", $"Mounting is not allowed here: {problem}");
        Assert.True(process.ExitCode == 0, problem);
    }
}
