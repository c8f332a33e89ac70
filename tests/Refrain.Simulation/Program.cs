using Refrain.Simulation.Stories;
using Xunit.MicrosoftTestingPlatform;

// Anything that is no command is for the test runner, and "dotnet test" says that it is it.
return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, Refrain.Simulation.SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : Commands.Run(args) ?? await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
