using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Refrain.Supervisor.Linux;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Jobs;

/// <summary>
/// What is kept of one job, in <c>jobs/NAME</c>: <c>started</c> (written before the process is), <c>spawned</c> (made by the process itself before it
/// becomes the launcher), <c>status</c> (the launcher's word, locked while the
/// launcher lives), <c>alive</c> (locked while any process of the job lives), <c>stopping</c> (written before a signal is sent), <c>exit.json</c>.
/// </summary>
internal sealed class JobFolder(string dataDirectory, string name)
{
    /// <summary>The job's name.</summary>
    public string Name => name;

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.Combine(dataDirectory, "jobs", name);

    /// <summary>The launcher's word.</summary>
    public string Status => Path.Combine(Root, "status");

    /// <summary>Locked while any process of the job lives.</summary>
    public string Alive => Path.Combine(Root, "alive");

    /// <summary>Made by the new process as its first act.</summary>
    public string Spawned => Path.Combine(Root, "spawned");

    private string Started => Path.Combine(Root, "started");

    private string Stopping => Path.Combine(Root, "stopping");

    private string Exit => Path.Combine(Root, "exit.json");

    /// <summary>True for a name that is one folder's name and nothing cleverer.</summary>
    public static bool IsName([NotNullWhen(true)] string? name) => name is { Length: > 0 and <= 255 } && !name.Contains('/') && !name.Contains('\0') && name[0] != '.';

    /// <summary>The names of jobs that were started and have no exit record yet.</summary>
    public static IEnumerable<string> Unfinished(string dataDirectory)
    {
        var jobs = Path.Combine(dataDirectory, "jobs");
        return Directory.Exists(jobs)
            ? Directory.EnumerateDirectories(jobs)
                .Where(path => File.Exists(Path.Combine(path, "started")) && !File.Exists(Path.Combine(path, "exit.json")))
                .Select(path => Path.GetFileName(path))
            : [];
    }

    /// <summary>What was written before the start; null when the job was never started.</summary>
    /// <remarks>A mark that a power failure left empty still says that the job was started.</remarks>
    public StartedMark? ReadStarted() =>
        Read(Started, JobJson.Default.StartedMark) ?? (File.Exists(Started) ? StartedMark.Damaged : null);

    /// <summary>Writes the mark. It is on disk after <see cref="SyncStarted"/>: the sync may overlap with the start.</summary>
    public void WriteStarted(StartedMark mark) => Write(Started, mark, JobJson.Default.StartedMark, sync: false);

    /// <summary>Waits until the mark is on disk.</summary>
    public void SyncStarted()
    {
        using var file = File.OpenHandle(Started, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Takes the mark back: nothing was started.</summary>
    public void RemoveStarted() => File.Delete(Started);

    /// <summary>
    /// True when the mark was written and the supervisor died before there was a process: nobody holds the locks, and the process's first act was not done. Only
    /// for a mark of this boot, since neither file need have reached the disk when a machine goes down.
    /// </summary>
    public bool NeverRan(StartedMark mark) => mark.Boot == StartedMark.ThisBoot && !LockFile.IsHeld(Status) && !File.Exists(Spawned);

    /// <summary>What was decided about a stop; null when nothing was.</summary>
    public StoppingMark? ReadStopping() => Read(Stopping, JobJson.Default.StoppingMark);

    /// <summary>Keeps that decision, before anything is done about it.</summary>
    public void WriteStopping(StoppingMark mark) => Write(Stopping, mark, JobJson.Default.StoppingMark, sync: true);

    /// <summary>The exit record; null while there is none.</summary>
    public ExitRecord? ReadExit() => Read(Exit, ProtocolJson.Default.ExitRecord);

    /// <summary>Writes the exit record: there whole, or not at all.</summary>
    public void WriteExit(ExitRecord record) => Write(Exit, record, ProtocolJson.Default.ExitRecord, sync: true);

    /// <summary>What the launcher has written so far.</summary>
    public LauncherWord ReadStatus() => LauncherWord.Parse(LockFile.ReadText(Status));

    private static T? Read<T>(string path, JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), shape);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null; // not JSON: a file that was renamed but not on disk when the power failed
        }
    }

    private static void Write<T>(string path, T value, JsonTypeInfo<T> shape, bool sync)
    {
        var temporary = path + ".new";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, JsonSerializer.SerializeToUtf8Bytes(value, shape), 0);
            if (sync)
            {
                RandomAccess.FlushToDisk(file);
            }
        }

        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>Written before a job's process is started.</summary>
internal sealed record StartedMark(DateTimeOffset At, string Boot, JobTerms Terms)
{
    /// <summary>Names the time since this machine was switched on.</summary>
    public static string ThisBoot { get; } = LockFile.ReadText("/proc/sys/kernel/random/boot_id").TrimEnd('\n');

    /// <summary>Stands for a mark that cannot be read.</summary>
    public static StartedMark Damaged { get; } = new(
        DateTimeOffset.UnixEpoch,
        "",
        new JobTerms { Log = "", MaxRuntimeSeconds = int.MaxValue, GraceSeconds = 0, Wrappers = 1, NotStartedPrefixes = [] });
}

/// <summary>Written before a job is sent a signal: why (<see cref="Outcomes"/>), when, and how long until SIGKILL.</summary>
internal sealed record StoppingMark(string Outcome, DateTimeOffset At, int GraceSeconds)
{
    /// <summary>When patience ends.</summary>
    [JsonIgnore]
    public DateTimeOffset KillAt => At.AddSeconds(GraceSeconds);
}

/// <summary>The supervisor's own files as JSON, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StartedMark))]
[JsonSerializable(typeof(StoppingMark))]
internal sealed partial class JobJson : JsonSerializerContext;
