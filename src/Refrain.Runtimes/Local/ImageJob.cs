using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;
using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>Pure: what a job of an image is on this machine, where an entry of the catalogue stands for the image.</summary>
internal static class ImageJob
{
    /// <summary>
    /// What the toolkit of an image does before it runs a script: packages that <c>requirements.txt</c> lists and that are not there are installed for the job alone. A list that is
    /// satisfied needs no pip and no network.
    /// </summary>
    private const string ScriptText = """
        python=$1; shift
        fail() { echo "refrain-script: $1" >&2; printf '%s' "$1" >"$SM_OUTPUT_DIR/failure"; exit 1; }
        if [ -f requirements.txt ] && ! "$python" -c "$SATISFIED" 2>/dev/null; then
          "$python" -m pip --version >/dev/null 2>&1 || fail "requirements.txt lists packages that this machine lacks, and it has no pip to install them: apt install python3-pip, or the packages themselves"
          "$python" -m pip install -r requirements.txt || fail "the packages of requirements.txt could not be installed; pip says why in the log"
        fi
        unset SATISFIED
        case $1 in *.py) exec "$python" "$@";; esac
        program=$1; shift
        [ -f "$program" ] || fail "the script $program (sagemaker_program) is not among its sources"
        chmod +x "$program"
        exec "./$program" "$@"
        """;

    /// <summary>Ends well when every line of the list is a requirement that this Python meets; what it cannot read is left to pip.</summary>
    private const string SatisfiedText = """
        from importlib import metadata
        try:
            from pip._vendor.packaging.requirements import Requirement
        except ImportError:
            from packaging.requirements import Requirement
        for line in open("requirements.txt"):
            text = line.split(" #")[0].strip()
            if text and not text.startswith("#"):
                one = Requirement(text)
                if one.marker is None or one.marker.evaluate():
                    assert not one.url and not one.extras and one.specifier.contains(metadata.version(one.name), prereleases=True)
        """;

    /// <summary>Why the entry cannot run the job, in a sentence with the remedy; null when it can.</summary>
    public static string? Problem(JobSpec spec, ImageEntry entry)
    {
        if (spec.Entrypoint.Count > 0 || (spec.Script is not null && entry.RunsScripts) || Own(spec, entry).Count > 0)
        {
            return null;
        }

        return spec switch
        {
            { Script: not null } => $"The image '{spec.Image}' runs no scripts ({entry.Name}): take a framework image, or set runsScripts in its entry of the image catalogue.",
            { Verb: "train" } => $"The image '{spec.Image}' has no program that trains ({entry.Name}): name a script (hyperparameter sagemaker_program), set ContainerEntrypoint, or give its entry of the image catalogue a 'train' command.",
            _ => $"The image '{spec.Image}' has no command of its own; set ContainerEntrypoint.",
        };
    }

    /// <summary>The job as one of its hosts runs it: the whole command, and the variables that the image would bring.</summary>
    public static JobSpec OnHost(JobSpec spec, ImageEntry entry, string host, HostPower power)
    {
        var script = entry.RunsScripts ? spec.Script : null;
        return spec with
        {
            Entrypoint = JobPipes.Feed(spec, Command(spec, entry, script)),
            Arguments = [],
            Environment =
            [
                .. entry.Environment,
                .. spec.Environment,
                .. script is null ? [] : ScriptVariables.Of(script, host, power),
                .. script is null ? ValueList<EnvironmentVariable>.Empty : [new("PYTHONPATH", JobScript.CodeDirectory), new("SATISFIED", SatisfiedText)],
            ],
        };
    }

    private static ValueList<string> Command(JobSpec spec, ImageEntry entry, JobScript? script) => script switch
    {
        _ when spec.Entrypoint.Count > 0 => [.. spec.Entrypoint, .. spec.Arguments],
        not null => ["/bin/sh", "-c", ScriptText, "refrain-script", entry.Interpreter ?? "python3", script.Program, .. script.Arguments],
        null => Own(spec, entry),
    };

    // Arguments alone are a command where the image has none to give them to.
    private static ValueList<string> Own(JobSpec spec, ImageEntry entry)
    {
        var own = spec.Verb switch { "train" => entry.Train, "serve" => entry.Serve, _ => entry.Process };
        return own.Count > 0 || spec.Verb.Length == 0 || entry == ImageCatalogue.Host ? [.. own, .. spec.Arguments] : [];
    }
}
