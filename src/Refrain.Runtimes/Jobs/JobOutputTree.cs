using System.Text;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Jobs;

/// <summary>What a job left in one output directory, and what is wrong with it.</summary>
/// <param name="Output">The output.</param>
/// <param name="Entries">Everything below its directory, in ordinal order; empty when there is no such directory any more.</param>
/// <param name="Problem">Why the output cannot be stored as it was asked for; null when it can.</param>
internal sealed record JobOutputTree(JobOutput Output, IReadOnlyList<TreeEntry> Entries, string? Problem)
{
    /// <summary>Longest key of S3, in bytes of UTF-8.</summary>
    private const int LongestKey = 1024;

    /// <summary>The regular files.</summary>
    public IEnumerable<TreeEntry> Files => Entries.Where(entry => entry.Status.Kind == FileKind.Regular);

    /// <summary>True when an archive of it would hold something.</summary>
    public bool HasContent => Entries.Any(entry => entry.Status.Kind is FileKind.Regular or FileKind.Link);

    /// <summary>Looks at an output directory.</summary>
    public static JobOutputTree Read(JobDirectory job, JobOutput output) => Read([job], output);

    /// <summary>Looks at an output directory of all hosts, as one: of files with the same path the first host's is taken.</summary>
    public static JobOutputTree Read(IReadOnlyList<JobDirectory> hosts, JobOutput output)
    {
        var entries = new List<TreeEntry>();
        string? problem = null;
        foreach (var host in hosts)
        {
            var root = host.OnHost(output.LocalPath);
            if (!DirectoryTree.IsOwnDirectory(host.Ml, root))
            {
                problem ??= $"Output '{output.Name}' cannot be stored: the job removed its directory {output.LocalPath} or put something else in its place.";
                continue;
            }

            entries.AddRange(DirectoryTree.Read(root, out var unreadable));
            problem ??= Unreadable(output, unreadable);
        }

        var merged = hosts.Count == 1 ? entries : [.. entries.DistinctBy(entry => entry.Relative).OrderBy(entry => entry.Relative, StringComparer.Ordinal)];
        var files = merged.Where(entry => entry.Status.Kind == FileKind.Regular).Select(entry => entry.Relative).ToHashSet(StringComparer.Ordinal);
        problem ??= output.Promised.Where(file => !files.Contains(file)).Select(file => Missing(output, file)).FirstOrDefault()
            ?? merged.Where(entry => IsTooLong(output, entry)).Select(entry => TooLong(output, entry)).FirstOrDefault();
        return new JobOutputTree(output, [.. merged.Where(entry => !IsTooLong(output, entry))], problem);
    }

    private static string? Unreadable(JobOutput output, string? unreadable) =>
        unreadable is null ? null : $"Output '{output.Name}' cannot be stored: below {output.LocalPath}, {unreadable}.";

    private static string Missing(JobOutput output, string file) =>
        $"Output '{output.Name}' promises the file {output.LocalPath.TrimEnd('/')}/{file}, but the job did not write it.";

    private static bool IsTooLong(JobOutput output, TreeEntry entry) =>
        output.Form == JobOutputForm.Files && Encoding.UTF8.GetByteCount(output.S3Uri.Below(entry.Relative).Key) > LongestKey;

    private static string TooLong(JobOutput output, TreeEntry entry) =>
        $"Output '{output.Name}' cannot be stored: the key of {output.LocalPath.TrimEnd('/')}/{entry.Relative} would be longer than {LongestKey} bytes.";
}
