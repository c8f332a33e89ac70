using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Refrain.Aws;
using Refrain.Aws.AwsJson;
using Refrain.Cli.Connecting;
using Refrain.Cli.Demo;
using Refrain.Cli.Executions;
using Refrain.Cli.Pipelines;
using Refrain.Cli.Planning;
using Refrain.Cli.Printing;
using Refrain.Cli.Serving;
using Refrain.Cli.Shells;
using Refrain.Cli.Upkeep;

namespace Refrain.Cli.CommandLine;

/// <summary>The tree of commands, and the one place where trouble becomes a line of text and an exit code.</summary>
internal static class RefrainCommand
{
    // Without a replacer @latest stays what it is; System.CommandLine would look for a file of arguments by that name.
    private static readonly ParserConfiguration parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(CliHost host, string[] args)
    {
        var words = await CompletionWords.ForAsync(host, args);
        var parsed = Build(host, words).Parse(args, parsing);
        if (parsed.Action is ParseErrorAction)
        {
            var command = CommandPath(parsed.CommandResult);
            host.Error.WriteLine($"refrain: {string.Join(" ", parsed.Errors.Select(error => error.Message).Distinct())} See '{command} --help'.");
            return CodeOf(ExitCode.Usage, parsed);
        }

        return await InvokeAsync(host, parsed);
    }

    /// <summary>All commands.</summary>
    public static RootCommand Build(CliHost host, CompletionWords words)
    {
        var common = new CommonArguments(words);
        var connection = new ConnectionOptions();
        var root = new RootCommand("Runs Amazon SageMaker Pipelines on your own machines.")
        {
            DemoCommand.Create(host),
            ServeCommand.Create(host),
            EnvCommand.Create(host, connection),
            PipelineCommand.Create(host, connection, common),
            PlanCommand.Create(host, connection, common),
            StartCommand.Create(host, connection, common),
            ResumeCommand.Create(host, connection, common),
            ExecutionsCommand.Create(host, connection, common),
            StepsCommand.Create(host, connection, common),
            ExplainCommand.Create(host, connection, common),
            LogsCommand.Create(host, connection, common),
            StopCommand.Create(host, connection, common),
            RetryCommand.Create(host, connection, common),
            DiffCommand.Create(host, connection, common),
            CoverageCommand.Create(host, connection, common),
            BackupCommand.Create(host, connection, common),
            RestoreCommand.Create(host, common),
            GarbageCommand.Create(host, connection, common),
            DoctorCommand.Create(host, connection, common),
            CompletionCommand.Create(host),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new ExampleHelp(new HelpAction { MaxWidth = new Screen(host).Width });
        }

        return root;
    }

    private static async Task<int> InvokeAsync(CliHost host, ParseResult parsed)
    {
        var configuration = new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // signals are ours: Interruption
        };
        try
        {
            return await parsed.InvokeAsync(configuration, host.Interruption.Asked);
        }
        catch (CliException problem)
        {
            host.Error.WriteLine($"refrain: {problem.Message} {problem.Remedy}");
            return CodeOf(problem.ExitCode, parsed);
        }
        catch (AwsServiceException refused)
        {
            host.Error.WriteLine($"refrain: {Refusals.Explain(refused)}");
            return ExitCode.Error;
        }
        catch (AwsEndpointUnreachableException silent)
        {
            host.Error.WriteLine($"refrain: {silent.Message} Start a server with 'refrain serve', or name another with --endpoint-url.");
            return ExitCode.Error;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            host.Error.WriteLine($"refrain: {fault.Message}");
            return ExitCode.Error;
        }
        catch (OperationCanceledException) when (host.Interruption.Asked.IsCancellationRequested)
        {
            return host.Interruption.Code;
        }
    }

    private static int CodeOf(int code, ParseResult parsed) =>
        code == ExitCode.Usage && parsed.CommandResult.Command is CliCommand command && command.AnswersByExitCode(parsed) ? ExitCode.Error : code;

    private static string CommandPath(System.CommandLine.Parsing.SymbolResult result) => result.Parent is { } parent
        ? $"{CommandPath(parent)} {((System.CommandLine.Parsing.CommandResult)result).Command.Name}"
        : "refrain";
}
