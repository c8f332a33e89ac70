using System.Diagnostics;

namespace Refrain.Journey.Tests;

/// <summary>A file system of its own, in memory, that can be filled to its last byte. Mounting needs root; without it tests are skipped, but never in CI.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("refrain-disk-").FullName;

    public SmallDisk(int mebibytes)
    {
        Mount("-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", path);
        Directory.CreateDirectory(Data);
    }

    /// <summary>A data folder on it.</summary>
    public string Data => Path.Combine(path, "data");

    private string Filler => Path.Combine(path, "filler");

    /// <summary>Takes all space but so many bytes.</summary>
    public void Fill(long but)
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        while (new DriveInfo(path).AvailableFreeSpace > but)
        {
            try
            {
                filler.Write(block);
            }
            catch (IOException)
            {
                return; // somebody else took the last of it
            }
        }
    }

    public void Free() => File.Delete(Filler);

    /// <summary>Covers a folder with a read-only view of itself: files that are open stay as they are, whatever is opened or made from now on cannot be written.</summary>
    public static IDisposable MakeReadOnly(string folder)
    {
        Mount("--bind", folder, folder);
        Mount("-o", "remount,ro,bind", folder);
        return new Cover(folder);
    }

    public void Dispose()
    {
        Run("umount", "-l", path);
        Directory.Delete(path);
    }

    private static void Mount(params string[] arguments)
    {
        var problem = Run("mount", arguments);
        Assert.SkipWhen(problem is not null && Environment.GetEnvironmentVariable("CI") != "true", $"Mounting is not allowed here: {problem}");
        Assert.True(problem is null, problem);
    }

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true }) ?? throw new InvalidOperationException(program);
        var problem = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : problem;
    }

    private sealed class Cover(string folder) : IDisposable
    {
        private bool removed;

        public void Dispose()
        {
            if (!removed)
            {
                removed = true;
                Assert.Null(Run("umount", "-l", folder));
            }
        }
    }
}
