using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Refrain.Cli.CommandLine;

/// <summary>What System.CommandLine says about a command, and then its examples; for refrain itself, the exit codes.</summary>
internal sealed class ExampleHelp(HelpAction plain) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = plain.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CliCommand { Examples: { Count: > 0 } examples })
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        if (parseResult.CommandResult.Command is RootCommand)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(
                $"""
                Exit codes:
                  {ExitCode.Ok}    Done; with --wait: the execution succeeded; from plan: nothing would run
                  {ExitCode.Error}    It could not be done; the reason is on standard error; from plan also: refused, wrong command line
                  {ExitCode.Usage}    The command line is wrong; from plan and resume --plan: steps would run; from diff also: there are differences
                  {ExitCode.ExecutionFailed}    With --wait: the execution failed
                  {ExitCode.ExecutionStopped}    With --wait: the execution was stopped
                  {ExitCode.Interrupted}  Interrupted by Ctrl-C (143 by SIGTERM)

                """);
        }

        return code;
    }
}
