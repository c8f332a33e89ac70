using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Jobs;

/// <summary>
/// One job on disk. <c>DATA/jobs/TOKEN/</c>: <c>ml/</c> is the job's <c>/opt/ml</c>, <c>tmp/</c> its <c>/tmp</c>, <c>out/</c> what is on its way to the
/// object store, <c>hosts/algo-N/</c> the same of further hosts; <c>staged</c> says that the inputs are complete, <c>started</c> and <c>exit.json</c> are the supervisor's, <c>end.json</c> is our last
/// word. The log lies at <c>DATA/logs/EXECUTION/STEP.ATTEMPT.log</c> and outlives the rest.
/// </summary>
internal sealed class JobDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string dataDirectory;
    private readonly JobToken token;
    private readonly int host;

    /// <summary>Names the job's places; makes nothing.</summary>
    public JobDirectory(string dataDirectory, JobToken token)
        : this(dataDirectory, token, host: 0)
    {
    }

    private JobDirectory(string dataDirectory, JobToken token, int host)
    {
        this.dataDirectory = dataDirectory;
        this.token = token;
        this.host = host;
        Root = Path.Combine(dataDirectory, "jobs", token.Value);
        Log = Path.Combine(dataDirectory, "logs", token.ExecutionId, $"{token.Step.Value}.{token.Attempt}.log");
    }

    /// <summary>The job's folder.</summary>
    public string Root { get; }

    /// <summary>The job's <c>/opt/ml</c>.</summary>
    public string Ml => Path.Combine(HostRoot, "ml");

    /// <summary>The job's <c>/tmp</c>.</summary>
    public string Temporary => Path.Combine(HostRoot, "tmp");

    /// <summary>Names of hosts and their addresses, as the job finds them in <c>/etc/hosts</c>.</summary>
    public string HostNames => Path.Combine(Root, "hosts.txt");

    /// <summary>The program that starts a job of several hosts.</summary>
    public string HostsScript => Path.Combine(Root, "hosts.sh");

    /// <summary>What is stored while the job runs, on its way.</summary>
    public string Underway => Path.Combine(Root, "underway");

    /// <summary>Files that are given to the object store.</summary>
    public string Outgoing => Path.Combine(Root, "out");

    /// <summary>Stdout and stderr.</summary>
    public string Log { get; }

    /// <summary>True when the job's process was or may have been started; it is then never staged again.</summary>
    public bool HasStarted => File.Exists(Path.Combine(Root, "started")) || HasExited;

    /// <summary>True when the job's process has ended.</summary>
    public bool HasExited => File.Exists(Path.Combine(Root, "exit.json"));

    // The first host's places are the job's own, as those of a job with one host.
    private string HostRoot => host == 0 ? Root : Path.Combine(Root, "hosts", $"algo-{host + 1}");

    private string Staged => Path.Combine(Root, "staged");

    private string End => Path.Combine(Root, "end.json");

    /// <summary>The job as one of its hosts has it, from 0: with an <c>/opt/ml</c> and a <c>/tmp</c> of its own.</summary>
    public JobDirectory OfHost(int number) => new(dataDirectory, token, number);

    /// <summary>The same for so many hosts.</summary>
    public ValueList<JobDirectory> OfHosts(int count) => Enumerable.Range(0, Math.Max(1, count)).Select(OfHost).ToValueList();

    /// <summary>Where a path of the job lies on this machine.</summary>
    public string OnHost(string path) => ContractPath.Relative(path) is { Length: > 0 } relative ? Path.Combine(Ml, relative) : Ml;

    /// <summary>Empties the folder and makes its parts, whatever a staging that broke off left there.</summary>
    public void Begin()
    {
        DirectoryTree.Delete(Root);
        Directory.CreateDirectory(Root, OwnerOnly);
        Directory.CreateDirectory(Ml);
        Directory.CreateDirectory(Temporary);
        Directory.CreateDirectory(Path.GetDirectoryName(Log)!); // it lies below the data folder, so it has a parent
    }

    /// <summary>Says that everything is in place, and how the job will be kept apart from the host.</summary>
    public void MarkStaged(string isolation) => Replace(Staged, System.Text.Encoding.UTF8.GetBytes($"{BootId()}\n{isolation}"));

    /// <summary>
    /// True when the inputs are complete. Staged files are not synced, so what an earlier boot of this machine staged counts for nothing.
    /// </summary>
    public bool IsStaged() => ReadStaged() is { } mark && mark.Boot == BootId();

    /// <summary>How the job is kept apart from the host, as said at its staging; null when it was never staged.</summary>
    public string? Isolation() => ReadStaged()?.Isolation;

    /// <summary>Our last word about the job; null while it is not spoken.</summary>
    public JobEnd? ReadEnd()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(End), JobEndJson.Default.JobEnd);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null; // not JSON: renamed but not on disk when the power failed; it is worked out again from the same files
        }
    }

    /// <summary>Writes our last word: there whole, or not at all.</summary>
    public void WriteEnd(JobEnd end)
    {
        Directory.CreateDirectory(Root, OwnerOnly);
        Replace(End, JsonSerializer.SerializeToUtf8Bytes(end, JobEndJson.Default.JobEnd));
    }

    /// <summary>Removes the folder, in a way that is either not begun or as good as done after a crash. The log stays.</summary>
    public void Forget()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        var trash = Trash(dataDirectory);
        Directory.CreateDirectory(trash);
        var gone = Path.Combine(trash, token.Value);
        DirectoryTree.Delete(gone);
        Directory.Move(Root, gone);
        DirectoryTree.Delete(gone);
    }

    /// <summary>The jobs that have a folder.</summary>
    public static ValueList<JobToken> All(string dataDirectory)
    {
        var jobs = Path.Combine(dataDirectory, "jobs");
        return Directory.Exists(jobs)
            ? Directory.EnumerateDirectories(jobs).SelectMany(path => JobToken.TryParse(Path.GetFileName(path), out var token) ? new[] { token } : []).ToValueList()
            : [];
    }

    /// <summary>Removes what a crash left of forgotten jobs. The folder stays: a disk that is full has no room for a new one, and forgetting frees space.</summary>
    public static void EmptyTrash(string dataDirectory)
    {
        DirectoryTree.Delete(Trash(dataDirectory));
        Directory.CreateDirectory(Trash(dataDirectory));
    }

    /// <summary>Executions that have logs or job folders.</summary>
    public static IEnumerable<string> ExecutionIds(string dataDirectory) =>
        Folders(dataDirectory, "logs").Concat(Folders(dataDirectory, "jobs").Select(token => token.Split('.')[0])).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The jobs of an execution that have a folder.</summary>
    public static IEnumerable<JobToken> OfExecution(string dataDirectory, string executionId) =>
        Folders(dataDirectory, "jobs")
            .Select(token => token.Split('.'))
            .Where(parts => parts.Length == 3 && parts[0] == executionId && int.TryParse(parts[2], out _))
            .Select(parts => new JobToken(executionId, new StepName(parts[1]), int.Parse(parts[2])))
            .ToList();

    /// <summary>Removes the logs of an execution.</summary>
    public static void RemoveLogs(string dataDirectory, string executionId) => DirectoryTree.Delete(Path.Combine(dataDirectory, "logs", executionId));

    private static List<string> Folders(string dataDirectory, string kind)
    {
        var folder = Path.Combine(dataDirectory, kind);
        return Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).ToList() : [];
    }

    private static string Trash(string dataDirectory) => Path.Combine(dataDirectory, "trash");

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").TrimEnd('\n');

    private (string Boot, string Isolation)? ReadStaged()
    {
        try
        {
            return File.ReadAllText(Staged).Split('\n', 2) is [var boot, var isolation] ? (boot, isolation) : null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void Replace(string path, byte[] content)
    {
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }
}
