using System.Globalization;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Runtimes.Jobs;

/// <summary>Lays out a job's <c>/opt/ml</c> before its start, for each of its hosts. Run again after a crash it begins from nothing.</summary>
internal sealed class JobStaging(IObjectStore objects)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Writable = Readable | UnixFileMode.UserWrite;

    /// <summary>Stages; returns at once when that was done before. For specs that <see cref="StagingRules"/> has nothing against.</summary>
    /// <returns>Null, or what is wrong with the job's content, in a sentence: then nothing may be started.</returns>
    /// <exception cref="IOException">The disk or the store refused; nothing counts as staged and the call may be made again.</exception>
    public async Task<string?> StageAsync(JobDirectory job, JobSpec spec, JobTools? tools, string isolation, CancellationToken cancellationToken)
    {
        if (job.HasStarted || job.IsStaged())
        {
            return null;
        }

        job.Begin();
        await File.WriteAllTextAsync(job.HostNames, HostNamesText.Of(await OwnNamesAsync(cancellationToken), spec.Hosts), cancellationToken);
        foreach (var (host, number) in spec.Hosts.Select((host, number) => (host, number)))
        {
            if (await StageHostAsync(job.OfHost(number), spec, host, number, cancellationToken) is { } problem)
            {
                return problem;
            }

            tools?.Write(job.OfHost(number).Temporary);
        }

        job.MarkStaged(isolation);
        return null;
    }

    private async Task<string?> StageHostAsync(JobDirectory job, JobSpec spec, string host, int number, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(job.Ml);
        Directory.CreateDirectory(job.Temporary);
        foreach (var directory in spec.Directories.Concat(spec.Outputs.Select(output => output.LocalPath)))
        {
            Directory.CreateDirectory(job.OnHost(directory));
        }

        foreach (var input in spec.Inputs)
        {
            var content = input.Use.Sharded ? input.Content.ShareOf(number, spec.InstanceCount) : input.Content;
            if (await StageAsync(job, input, content, cancellationToken) is { } problem)
            {
                return $"Input '{input.Name}': {problem}.";
            }
        }

        foreach (var file in spec.Files.Where(file => file.Host is null || file.Host == host))
        {
            var path = job.OnHost(file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file's path has a parent
            await File.WriteAllTextAsync(path, file.Text, cancellationToken);
        }

        return spec.Script?.LocalSource is { } source && await ScriptSources.TakeAsync(job, source, cancellationToken) is { } wrong
            ? $"The sources of the script, {source} (sagemaker_submit_directory): {wrong}."
            : null;
    }

    private async Task<string?> StageAsync(JobDirectory job, JobInput input, ContentManifest content, CancellationToken cancellationToken)
    {
        var root = job.OnHost(input.Use.Pipe is null ? input.LocalPath : JobPipes.FilesOf(input));
        Directory.CreateDirectory(root);
        var made = root;
        foreach (var (entry, index) in content.Entries.Select((entry, index) => (entry, index)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (input.Use.Pipe is { } pipe)
            {
                await using var bytes = Open(entry);
                if (await PipeRecords.WriteAsync(bytes, Path.Combine(root, index.ToString("D9", CultureInfo.InvariantCulture)), pipe, cancellationToken) is { } problem)
                {
                    return $"'{entry.Path}' {problem}";
                }

                continue;
            }

            if (input.Use.Unpacked && SourceArchive.IsArchive(entry.Path))
            {
                await using var archive = Open(entry);
                if (await SourceArchive.UnpackAsync(archive, root, cancellationToken) is { } problem)
                {
                    return $"'{entry.Path}' cannot be unpacked: {problem}";
                }

                continue;
            }

            var path = Path.Combine(root, entry.Path);
            var folder = Path.GetDirectoryName(path)!; // below root
            if (folder != made)
            {
                Directory.CreateDirectory(folder);
                made = folder;
            }

            await PlaceAsync(entry, path, input.Use.ReadOnly ? Readable : Writable, cancellationToken);
        }

        return null;
    }

    /// <summary>
    /// Puts one blob at a place, as a copy that the job may write to: a link would let a job damage what is stored for ever. (The copy shares its
    /// blocks with the blob where the file system can.)
    /// </summary>
    private async Task PlaceAsync(ManifestEntry entry, string path, UnixFileMode mode, CancellationToken cancellationToken)
    {
        if (objects.BlobPath(entry.Blob) is { } blob)
        {
            File.Copy(blob, path, overwrite: true);
        }
        else
        {
            await using var source = Open(entry);
            await using var target = new FileStream(path, FileMode.Create, FileAccess.Write);
            await source.CopyToAsync(target, cancellationToken);
        }

        File.SetUnixFileMode(path, mode);
    }

    private Stream Open(ManifestEntry entry) =>
        objects.OpenBlob(entry.Blob) ?? throw new IOException($"The bytes of '{entry.Path}' (blob {entry.Blob}) are not in the object store.");

    private static async Task<string> OwnNamesAsync(CancellationToken cancellationToken) =>
        File.Exists("/etc/hosts") ? await File.ReadAllTextAsync("/etc/hosts", cancellationToken) : "";
}
