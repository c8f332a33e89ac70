using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Refrain.Cli.CommandLine;

/// <summary>What System.CommandLine says about a command, and then its examples.</summary>
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

        return code;
    }
}
