using System.CommandLine;

namespace Refrain.Cli.CommandLine;

/// <summary><c>refrain completion SHELL</c>: the few lines that teach a shell to ask refrain for completions.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _refrain() {
            local line="${COMP_LINE}" point="${COMP_POINT}" IFS=$'\n'
            # The shell counts from the start of the line, refrain from behind its own name.
            COMPREPLY=($(compgen -W "$(refrain "[suggest:${point}]" "${line}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _refrain refrain
        """;

    private const string Zsh = """
        #compdef refrain
        _refrain() {
            local -a found
            found=("${(@f)$(refrain "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- $found || _files
        }
        compdef _refrain refrain
        """;

    private const string Fish = """
        complete -c refrain -a '(refrain "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    public static Command Create(CliHost host)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new CliCommand(
            "completion",
            "Print the lines that let a shell complete commands, options, pipelines, executions and steps.",
            "source <(refrain completion bash)    # for this shell; put it into ~/.bashrc for all",
            "refrain completion fish > ~/.config/fish/completions/refrain.fish")
        {
            shell,
        };
        command.SetAction(parsed => host.Out.WriteLine(parsed.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }
}
