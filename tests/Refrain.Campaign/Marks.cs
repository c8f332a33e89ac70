using System.Collections.Concurrent;
using System.Diagnostics;

namespace Refrain.Campaign;

/// <summary>
/// What jobs say of themselves, through a pipe that a sandbox lets through (a read-only mount does not make a pipe read-only): independent of everything that
/// Refrain keeps. Lines are shorter than what a pipe takes in one piece.
/// </summary>
internal sealed class Marks : IDisposable
{
    private readonly string folder;
    private readonly FileStream pipe;
    private readonly ConcurrentQueue<string[]> lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> drains = new();

    public Marks()
    {
        // Not below /tmp, which sandboxed jobs have for themselves.
        folder = Directory.CreateDirectory($"/var/tmp/refrain-campaign-{Guid.NewGuid():N}").FullName;
        Pipe = Path.Combine(folder, "marks");
        using (var made = Process.Start("mkfifo", ["-m", "666", Pipe]))
        {
            made.WaitForExit();
        }

        // For both, so that it opens at once and never comes to an end while jobs come and go.
        pipe = new FileStream(Pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1);
        new Thread(Read) { IsBackground = true, Name = "marks" }.Start();
    }

    public string Pipe { get; }

    /// <summary>Names of the jobs that began, one for each time.</summary>
    public IEnumerable<string> Started => lines.Where(line => line is ["start", ..]).Select(line => line[1]);

    /// <summary>Names of the jobs that came to their last line, with the exit code they were about to end with.</summary>
    public IEnumerable<(string Job, int Code)> Ended => lines.Where(line => line is ["end", ..]).Select(line => (line[1], int.Parse(line[2])));

    /// <summary>How many there are.</summary>
    public int Count => lines.Count;

    /// <summary>A shell command that runs a script and marks its beginning and its end. The script is a file: a command is 256 characters at most.</summary>
    public string Around(string name, string script)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, $"echo start $PROCESSING_JOB_NAME > {Pipe}\n( {script} )\ncode=$?\necho end $PROCESSING_JOB_NAME $code > {Pipe}\nexit $code\n");
        return $". {file}";
    }

    /// <summary>Waits until everything that was written so far is read.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var word = Guid.NewGuid().ToString("N");
        var drained = drains.GetOrAdd(word, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        pipe.Write(System.Text.Encoding.UTF8.GetBytes($"drain {word}\n"));
        await drained.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    public void Dispose()
    {
        pipe.Write("leave\n"u8);
        Directory.Delete(folder, recursive: true);
    }

    private void Read()
    {
        using var reader = new StreamReader(Pipe);
        while (reader.ReadLine() is { } line && line != "leave")
        {
            var words = line.Split(' ');
            lines.Enqueue(words);
            if (words is ["drain", var word] && drains.TryGetValue(word, out var drained))
            {
                drained.SetResult();
            }
        }

        pipe.Dispose();
    }
}
