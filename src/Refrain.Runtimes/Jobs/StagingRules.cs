using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Jobs;

/// <summary>What of a job spec can be laid out on a file system. A key is any text; a path is not.</summary>
internal static class StagingRules
{
    /// <summary>Why the spec cannot be staged, in a sentence with the remedy; null when it can.</summary>
    public static string? Problem(JobSpec spec) =>
        spec.Inputs.Select(InputProblem)
            .Concat(spec.Outputs.Select(output => Named($"Output '{output.Name}'", ContractPath.Problem(output.LocalPath))))
            .Concat(spec.Files.Select(file => Named("A file of the job", ContractPath.Problem(file.Path))))
            .Concat(spec.Directories.Select(directory => Named("A directory of the job", ContractPath.Problem(directory))))
            .Concat(spec.Outputs.SelectMany(output => output.Promised.Select(file => Named($"Output '{output.Name}'", ContractPath.RelativeProblem(file)))))
            .FirstOrDefault(problem => problem is not null);

    private static string? InputProblem(JobInput input)
    {
        var who = $"Input '{input.Name}'";
        var problem = ContractPath.Problem(input.LocalPath)
            ?? input.Content.Entries.Select(entry => ContractPath.RelativeProblem(entry.Path)).FirstOrDefault(found => found is not null)
            ?? Clash(input.Content);
        return Named(who, problem);
    }

    /// <summary>Keys <c>a</c> and <c>a/b</c> can both be objects, but not both be files.</summary>
    private static string? Clash(ContentManifest content)
    {
        var files = content.Entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var path in content.Entries.Select(entry => entry.Path))
        {
            for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                if (files.Contains(path[..slash]))
                {
                    return $"'{path[..slash]}' is an object and also the folder of '{path}'; name a prefix that holds only one of them";
                }
            }
        }

        return null;
    }

    private static string? Named(string who, string? problem) => problem is null ? null : $"{who}: {problem}.";
}
