using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Jobs;

/// <summary>Brings a script's sources into the code directory when they came with a channel.</summary>
internal static class ScriptSources
{
    /// <summary>Unpacks the archive, or copies the folder or file; null, or what is wrong with it.</summary>
    public static async Task<string?> TakeAsync(JobDirectory job, string source, CancellationToken cancellationToken)
    {
        if (ContractPath.Problem(source) is { } problem)
        {
            return problem;
        }

        var path = job.OnHost(source);
        var code = job.OnHost(JobScript.CodeDirectory);
        Directory.CreateDirectory(code);
        switch (FileStatus.Find(path)?.Kind)
        {
            case FileKind.Directory when path == code:
                return null;
            case FileKind.Directory:
                Copy(path, code);
                return null;
            case FileKind.Regular when SourceArchive.IsArchive(path):
                await using (var archive = File.OpenRead(path))
                {
                    return await SourceArchive.UnpackAsync(archive, code, cancellationToken);
                }

            case FileKind.Regular:
                File.Copy(path, Path.Combine(code, Path.GetFileName(path)), overwrite: true);
                return null;
            default:
                return "there is no such file in the job";
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var entry in DirectoryTree.Read(from, out _))
        {
            var place = Path.Combine(to, entry.Relative);
            if (entry.Status.Kind == FileKind.Directory)
            {
                Directory.CreateDirectory(place);
            }
            else if (entry.Status.Kind == FileKind.Regular)
            {
                File.Copy(entry.Path, place, overwrite: true);
            }
        }
    }
}
