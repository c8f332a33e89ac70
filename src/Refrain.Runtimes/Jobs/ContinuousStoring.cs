using System.Globalization;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Runtimes.Jobs;

/// <summary>
/// Stores outputs while the job runs (<c>S3UploadMode: Continuous</c>, checkpoints). A file goes when it is the same in two looks, so that one which is being written is left alone; all of it is
/// stored once more at the end, so nothing depends on what was seen here, and a server that starts anew just begins to look again.
/// </summary>
internal sealed class ContinuousStoring(IObjectStore objects, JobDirectory job, JobSpec spec)
{
    private readonly IReadOnlyList<JobDirectory> hosts = job.OfHosts(spec.InstanceCount);
    private readonly Dictionary<string, FileStatus> seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileStatus> stored = new(StringComparer.Ordinal);

    /// <summary>Looks once.</summary>
    /// <exception cref="IOException">The disk or the store refused; the call may be made again.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        DirectoryTree.Delete(job.Underway);
        Directory.CreateDirectory(job.Underway);
        var settled = new List<(FileToStore File, string Key, FileStatus Status)>();
        foreach (var output in spec.Outputs.Where(output => output.Continuous))
        {
            Collect(output, settled, cancellationToken);
        }

        if (settled.Count == 0)
        {
            return;
        }

        await objects.AdoptAsync(settled.Select(one => one.File).ToValueList(), cancellationToken);
        foreach (var (_, key, status) in settled)
        {
            stored[key] = status;
        }
    }

    private void Collect(JobOutput output, List<(FileToStore File, string Key, FileStatus Status)> settled, CancellationToken cancellationToken)
    {
        foreach (var file in JobOutputTree.Read(hosts, output).Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = output.S3Uri.Below(file.Relative).ToString();
            var before = seen.TryGetValue(key, out var earlier) ? earlier : (FileStatus?)null;
            seen[key] = file.Status;
            if (before != file.Status || (stored.TryGetValue(key, out var gone) && gone == file.Status))
            {
                continue;
            }

            var copy = Path.Combine(job.Underway, settled.Count.ToString(CultureInfo.InvariantCulture));
            if (TryCopy(file.Path, copy))
            {
                settled.Add((new FileToStore(copy, output.S3Uri.Below(file.Relative), file.Relative), key, file.Status));
            }
        }
    }

    /// <summary>A copy, not a second name: the job goes on and may write to the file. False when the job removed it meanwhile.</summary>
    private static bool TryCopy(string from, string to)
    {
        try
        {
            File.Copy(from, to, overwrite: true);
            return true;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
