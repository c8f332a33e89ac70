using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Runtimes.Jobs;

/// <summary>Lays out a job's <c>/opt/ml</c> before its start. Run again after a crash it begins from nothing.</summary>
internal sealed class JobStaging(IObjectStore objects)
{
    private const UnixFileMode Writable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Stages; returns at once when that was done before. For specs that <see cref="StagingRules"/> has nothing against.</summary>
    /// <exception cref="IOException">The disk or the store refused; nothing counts as staged and the call may be made again.</exception>
    public async Task StageAsync(JobDirectory job, JobSpec spec, string isolation, CancellationToken cancellationToken)
    {
        if (job.HasStarted || job.IsStaged())
        {
            return;
        }

        job.Begin();
        foreach (var directory in spec.Directories.Concat(spec.Outputs.Select(output => output.LocalPath)))
        {
            Directory.CreateDirectory(job.OnHost(directory));
        }

        foreach (var input in spec.Inputs)
        {
            await StageAsync(job.OnHost(input.LocalPath), input.Content, cancellationToken);
        }

        foreach (var file in spec.Files)
        {
            var path = job.OnHost(file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file's path has a parent
            await File.WriteAllTextAsync(path, file.Text, cancellationToken);
        }

        job.MarkStaged(isolation);
    }

    private async Task StageAsync(string root, ContentManifest content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(root);
        var made = root;
        foreach (var entry in content.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(root, entry.Path);
            var folder = Path.GetDirectoryName(path)!; // below root
            if (folder != made)
            {
                Directory.CreateDirectory(folder);
                made = folder;
            }

            await PlaceAsync(entry, path, cancellationToken);
        }
    }

    /// <summary>
    /// Puts one blob at a place, as a copy that the job may write to: a link would let a job damage what is stored for ever. (The copy shares its
    /// blocks with the blob where the file system can.)
    /// </summary>
    private async Task PlaceAsync(ManifestEntry entry, string path, CancellationToken cancellationToken)
    {
        if (objects.BlobPath(entry.Blob) is { } blob)
        {
            File.Copy(blob, path, overwrite: true);
            File.SetUnixFileMode(path, Writable);
            return;
        }

        await using var source = objects.OpenBlob(entry.Blob) ?? throw new IOException($"The bytes of '{entry.Path}' (blob {entry.Blob}) are not in the object store.");
        await using var target = new FileStream(path, FileMode.Create, FileAccess.Write);
        await source.CopyToAsync(target, cancellationToken);
    }
}
