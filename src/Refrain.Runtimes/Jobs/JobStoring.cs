using System.Diagnostics;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Runtimes.Jobs;

/// <summary>
/// Gives a job's outputs to the object store. What is given away are second names of the files, so a crash between the store's word and ours loses
/// nothing: done again, it stores the same bytes under the same keys.
/// </summary>
internal sealed class JobStoring(IObjectStore objects)
{
    /// <summary>Stores the outputs, all in one step of the store's index.</summary>
    /// <exception cref="IOException">The disk or the store refused; the call may be made again.</exception>
    public async Task<ValueList<RecordedOutput>> StoreAsync(JobDirectory job, IEnumerable<JobOutputTree> trees, CancellationToken cancellationToken)
    {
        DirectoryTree.Delete(job.Outgoing);
        Directory.CreateDirectory(job.Outgoing);
        var all = new List<FileToStore>();
        var shares = new List<(JobOutput Output, int Count)>();
        foreach (var tree in trees)
        {
            var before = all.Count;
            await CollectAsync(job, tree, all, cancellationToken);
            shares.Add((tree.Output, all.Count - before));
        }

        var stored = all.Count == 0 ? [] : await objects.AdoptAsync(all.ToValueList(), cancellationToken);
        if (stored.Count != all.Count)
        {
            throw new UnreachableException($"The object store answered {stored.Count} entries for {all.Count} files.");
        }

        var recorded = new List<RecordedOutput>();
        var next = 0;
        foreach (var (output, count) in shares)
        {
            recorded.Add(new RecordedOutput(output.Name, output.S3Uri, new ContentManifest(stored.Skip(next).Take(count).ToValueList())));
            next += count;
        }

        return recorded.ToValueList();
    }

    private static async Task CollectAsync(JobDirectory job, JobOutputTree tree, List<FileToStore> all, CancellationToken cancellationToken)
    {
        var output = tree.Output;
        if (output.Form == JobOutputForm.Files)
        {
            foreach (var file in tree.Files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var second = NextPlace(job, all);
                if (!FileStatus.TryLink(file.Path, second))
                {
                    File.Copy(file.Path, second);
                }

                all.Add(new FileToStore(second, output.S3Uri.Below(file.Relative), file.Relative));
            }
        }
        else if (output.Form == JobOutputForm.Archive || tree.HasContent)
        {
            var archive = NextPlace(job, all);
            await OutputArchive.WriteAsync(archive, tree.Entries, cancellationToken);
            all.Add(new FileToStore(archive, output.S3Uri, ""));
        }
    }

    private static string NextPlace(JobDirectory job, List<FileToStore> all) => Path.Combine(job.Outgoing, all.Count.ToString());
}
