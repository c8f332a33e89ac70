using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Jobs;

/// <summary>
/// Channels in Pipe mode. The job's own first process feeds them: it lives exactly as long as the job, whatever becomes of the server. For each epoch there is a named pipe
/// <c>CHANNEL_N</c>; when it was read or closed, the next one is fed.
/// </summary>
internal static class JobPipes
{
    // The next pipe is there before the last byte of this one is read, so a program that goes on at once finds it.
    private const string Script = """
        feed() {
          mkfifo "$2_0"
          (
            epoch=0
            while :; do
              next=$((epoch + 1))
              mkfifo "$2_$next" || exit
              for file in "$1"/*; do [ -f "$file" ] && cat "$file"; done >"$2_$epoch" 2>/dev/null
              epoch=$next
            done
          ) &
        }
        many=$1; shift
        while [ "$many" -gt 0 ]; do feed "$1" "$2"; shift 2; many=$((many - 1)); done
        exec "$@"
        """;

    /// <summary>Where the objects of a channel lie, one file each, in their order.</summary>
    public static string FilesOf(JobInput input) => $"/opt/ml/input/.pipes/{input.Name}";

    /// <summary>The command with the feeding before it; the command itself when no input is a pipe.</summary>
    public static ValueList<string> Feed(JobSpec spec, ValueList<string> command)
    {
        var pipes = spec.Inputs.Where(input => input.Use.Pipe is not null).ToList();
        return pipes.Count == 0
            ? command
            : ["/bin/sh", "-c", Script, "refrain-pipes", pipes.Count.ToString(), .. pipes.SelectMany(input => new[] { FilesOf(input), input.LocalPath }), .. command];
    }
}
