using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>The environment of a job: a few variables of its own making and what the spec says. Nothing of the server's: it holds secrets.</summary>
internal static class JobEnvironment
{
    /// <summary>What every job is given besides its spec.</summary>
    /// <param name="host">This machine.</param>
    /// <param name="home">The private directory that serves as home and for temporary files, as the job sees it.</param>
    /// <param name="hasTools">True when commands of the image lie there, too.</param>
    public static IEnumerable<EnvironmentVariable> Basic(HostView host, string home, bool hasTools)
    {
        yield return new("PATH", hasTools ? $"{home}/{Jobs.JobTools.Folder}:{host.AllPaths}" : host.AllPaths);
        yield return new("LANG", "C.UTF-8");
        yield return new("HOME", home);
        yield return new("TMPDIR", home);
        yield return new("DOTNET_CLI_HOME", home);
        yield return new("DOTNET_NOLOGO", "1");
        yield return new("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
        if (host.DotnetRoot is not null)
        {
            yield return new("DOTNET_ROOT", host.DotnetRoot);
        }
    }

    /// <summary>One entry for each name, the last one given, at its first place.</summary>
    public static ValueList<EnvironmentVariable> Merge(params IEnumerable<EnvironmentVariable>[] layers)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var merged = new List<EnvironmentVariable>();
        foreach (var variable in layers.SelectMany(layer => layer))
        {
            if (places.TryAdd(variable.Name, merged.Count))
            {
                merged.Add(variable);
            }
            else
            {
                merged[places[variable.Name]] = variable;
            }
        }

        return merged.ToValueList();
    }

    /// <summary>
    /// True for variables by which a program is made to load code. A launcher runs outside the sandbox, so it must not see those of the job; they are
    /// set inside.
    /// </summary>
    public static bool SteersLoader(EnvironmentVariable variable) =>
        variable.Name.StartsWith("LD_", StringComparison.Ordinal)
        || variable.Name.StartsWith("BASH_", StringComparison.Ordinal)
        || variable.Name is "GCONV_PATH" or "LOCPATH" or "GLIBC_TUNABLES" or "ENV" or "IFS" or "SHELLOPTS";

    /// <summary>
    /// Where the job's program starts: <c>/opt/ml/code</c> when the spec puts something there (as training toolkits do), else <c>/opt/ml</c>.
    /// </summary>
    public static string WorkingDirectory(JobSpec spec)
    {
        const string code = "/opt/ml/code";
        var places = spec.Inputs.Select(input => input.LocalPath).Concat(spec.Directories).Concat(spec.Files.Select(file => file.Path));
        return places.Any(place => place == code || place.StartsWith(code + "/", StringComparison.Ordinal)) ? code : "/opt/ml";
    }
}
