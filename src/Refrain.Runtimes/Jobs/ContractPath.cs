using System.Text;

namespace Refrain.Runtimes.Jobs;

/// <summary>Paths below <c>/opt/ml</c>, the part of a job's file system that is the platform's (spec 07, 1).</summary>
internal static class ContractPath
{
    /// <summary>The root.</summary>
    public const string Root = "/opt/ml";

    /// <summary>Longest file name of Linux file systems, in bytes.</summary>
    private const int LongestName = 255;

    /// <summary>True for the root and everything below it.</summary>
    public static bool IsBelowRoot(string path) => path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal);

    /// <summary>The part after the root (empty for the root itself). Call it for paths that <see cref="Problem"/> has nothing against.</summary>
    public static string Relative(string path) => path[Root.Length..].Trim('/');

    /// <summary>Why a path cannot be a place of the job; null when it can.</summary>
    public static string? Problem(string path) =>
        !IsBelowRoot(path) ? $"the path '{path}' is not below {Root}"
        : Relative(path) is { Length: > 0 } relative ? RelativeProblem(relative)
        : null;

    /// <summary>Why a relative path (an object's key) cannot be a file; null when it can.</summary>
    public static string? RelativeProblem(string relative)
    {
        foreach (var name in relative.Split('/'))
        {
            if (name is "" or "." or ".." || name.Contains('\0'))
            {
                return $"'{relative}' cannot be a path: it has the part '{name.Replace("\0", "\\0", StringComparison.Ordinal)}'";
            }

            if (Encoding.UTF8.GetByteCount(name) > LongestName)
            {
                return $"'{relative}' cannot be a path: a file name has at most {LongestName} bytes";
            }
        }

        return null;
    }
}
