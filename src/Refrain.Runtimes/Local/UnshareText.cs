using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>
/// A job without bubblewrap, by <c>unshare</c>: a shell in namespaces of its own mounts what bubblewrap would, runs the program as its child and
/// writes the exit code down, so that it is known whoever lives then. The shell is the first process of the namespace: when it ends, the kernel
/// ends all the rest.
/// </summary>
internal static class UnshareText
{
    /// <summary>unshare, and the shell.</summary>
    private const int Wrappers = 2;

    /// <summary>
    /// Arguments: the job's ml and tmp, its working directory, the number of hidden directories and they, the number of hidden files and they, the
    /// command. The host's root is made read-only where the kernel lets us.
    /// </summary>
    private const string Script = """
        set -eu
        ml=$1 tmp=$2 work=$3; shift 3
        if [ -d /opt/ml ] && [ ! -L /opt/ml ]; then mount --bind "$ml" /opt/ml
        else
          mkdir "$tmp/.opt"; mount --rbind /opt "$tmp/.opt"; mount -t tmpfs -o mode=755 refrain /opt
          for entry in "$tmp/.opt"/*; do
            place=/opt/${entry##*/}
            if [ -L "$entry" ]; then cp -P "$entry" "$place"
            elif [ -d "$entry" ]; then mkdir "$place"; mount --rbind "$entry" "$place"
            elif [ -e "$entry" ]; then : >"$place"; mount --bind "$entry" "$place"; fi
          done
          umount -l "$tmp/.opt"; rmdir "$tmp/.opt"
          mkdir /opt/ml; mount --bind "$ml" /opt/ml
        fi
        many=$1; shift
        if [ -n "${REFRAIN_HOST_NAMES:-}" ]; then mount --bind "$REFRAIN_HOST_NAMES" /etc/hosts; unset REFRAIN_HOST_NAMES; fi
        mount --bind "$tmp" /tmp
        while [ "$many" -gt 0 ]; do mount -t tmpfs -o mode=500,size=4k refrain "$1"; shift; many=$((many - 1)); done
        many=$1; shift
        while [ "$many" -gt 0 ]; do mount --bind /dev/null "$1"; shift; many=$((many - 1)); done
        mount -o remount,bind,ro / 2>/dev/null || :
        if [ -n "${REFRAIN_LOOPBACK:-}" ]; then unset REFRAIN_LOOPBACK; ip link set lo up 2>/dev/null || :; fi
        cd "$work"
        set +e
        (exec "$@") 3>&- 4>&-
        printf '{ "exit-code": %d }\n' $? >&3
        """;

    /// <summary>The command.</summary>
    public static LaunchCommand Compile(JobSpec spec, Sandbox.Unshare sandbox, HostView host, JobPlaces places)
    {
        var all = JobEnvironment.Merge(JobEnvironment.Basic(host, "/tmp", places.HasTools), spec.Environment);
        var directories = host.HiddenDirectories;
        var files = host.HiddenFiles;
        ValueList<string> arguments =
        [
            "unshare", .. sandbox.AsMappedRoot ? ["--map-root-user"] : ValueList<string>.Empty,
            "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", .. spec.NetworkIsolation ? ["--net"] : ValueList<string>.Empty,
            "sh", "-c", Script, PlainText.LauncherName,
            places.Ml, places.Temporary, JobEnvironment.WorkingDirectory(spec),
            directories.Count.ToString(), .. directories,
            files.Count.ToString(), .. files,
            .. sandbox.Setpriv is { } setpriv ? [setpriv, "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"] : ValueList<string>.Empty,
            .. Inside(all), .. spec.Entrypoint, .. spec.Arguments,
        ];
        var outside = all.Where(variable => !JobEnvironment.SteersLoader(variable));
        return new LaunchCommand(
            sandbox.Program,
            arguments,
            JobEnvironment.Merge(
                outside,
                spec.NetworkIsolation ? [new EnvironmentVariable("REFRAIN_LOOPBACK", "up")] : [],
                places.HostNames is { } names && host.HasHostNames ? [new EnvironmentVariable("REFRAIN_HOST_NAMES", names)] : []),
            "/",
            $"{Jobs.JobLog.OurPrefix}this job runs in unshare: {sandbox.Because}",
            Wrappers,
            ["setpriv: failed to execute ", .. PlainText.NotStartedPrefixes]);
    }

    private static IEnumerable<string> Inside(ValueList<EnvironmentVariable> all)
    {
        var steering = all.Where(JobEnvironment.SteersLoader).Select(variable => $"{variable.Name}={variable.Value}").ToList();
        return steering.Count == 0 ? [] : ["/usr/bin/env", .. steering];
    }
}
