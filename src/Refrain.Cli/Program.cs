using Refrain.Cli;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Serving;

// A bug must not greet the user with a stack trace; who hunts it asks for one.
AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
{
    var bug = (Exception)unhandled.ExceptionObject;
    var debug = Environment.GetEnvironmentVariable("REFRAIN_DEBUG") is { Length: > 0 };
    Console.Error.WriteLine(debug ? bug.ToString() : $"refrain: a bug: {bug.GetType().Name}: {bug.Message}");
    Console.Error.WriteLine("Please report it; with REFRAIN_DEBUG=1 the same command prints where it happened.");
    Environment.Exit(ExitCode.Error);
};

using var interruption = Interruption.OfThisProcess();
return await RefrainCommand.RunAsync(CliHost.OfThisProcess(interruption), args);
