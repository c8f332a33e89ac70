using System.Globalization;
using System.Text;
using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>
/// A job of several hosts as one process to the supervisor: a shell that starts the launcher of each host and ends when all have ended well, or with the first that did not; the supervisor
/// then ends the rest. Lines of the log begin with the host's name but for the first host's.
/// </summary>
internal static class HostsText
{
    /// <summary>Processes between the shell and a host's launcher: the host's shell, that before the pipe, and the launcher's parent.</summary>
    private const int Wrappers = 3;

    private const string Head = """
        root=$1
        mkdir -p "$root/hosts"
        rm -f "$root/hosts/ends"
        mkfifo "$root/hosts/ends"
        exec 5<>"$root/hosts/ends"
        run() {
          name=$1; shift
          "$@" 3>"$root/hosts/$name.status" 5>&-
          code=$?
          said=$(sed -n 's/.*"exit-code": *\([0-9]*\).*/\1/p' "$root/hosts/$name.status" | tail -n 1)
          echo "${said:-$code}" >"$root/hosts/$name.code"
        }
        ended() { read -r code <"$root/hosts/$1.code" || code=1; echo "$code" >&5; }

        """;

    private const string Tail = """

        code=0
        while [ "$left" -gt 0 ] && [ "$code" -eq 0 ]; do read -r code <&5; left=$((left - 1)); done
        printf '{ "exit-code": %d }\n' "$code" >&3

        """;

    /// <summary>The command, and the text of the program it runs.</summary>
    /// <param name="hosts">The launcher of each host, in their order.</param>
    /// <param name="names">Their names.</param>
    /// <param name="places">The job's own places.</param>
    /// <param name="script">Where the program will lie.</param>
    public static (LaunchCommand Command, string Text) Compile(ValueList<LaunchCommand> hosts, ValueList<string> names, JobPlaces places, string script)
    {
        var text = new StringBuilder(Head);
        foreach (var (name, number) in names.Select((name, number) => (name, number)))
        {
            var command = hosts[number];
            var filter = number == 0 ? "cat" : $"sed -u 's/^/{name}: /'";
            text.Append("( ( cd ").Append(Quoted(command.Directory)).Append(" && run ").Append(name).Append(" /usr/bin/env -i");
            foreach (var variable in command.Environment)
            {
                text.Append(' ').Append(Quoted($"{variable.Name}={variable.Value}"));
            }

            text.Append(' ').Append(Quoted(command.Program));
            foreach (var argument in command.Arguments.Skip(1))
            {
                text.Append(' ').Append(Quoted(argument));
            }

            text.Append(" ) 2>&1 | ").Append(filter).Append("; ended ").Append(name).Append(" ) 3>&- &\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"left={hosts.Count}").Append(Tail);
        var first = hosts[0];
        return (
            first with
            {
                Program = "/bin/sh",
                Arguments = ["sh", script, places.Root],
                Environment = [new("PATH", "/usr/bin:/bin"), new("LANG", "C.UTF-8"), new("REFRAIN_JOB", places.Root)],
                Directory = "/",
                Wrappers = first.Wrappers + Wrappers,
            },
            text.ToString());
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
