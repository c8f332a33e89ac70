using Refrain.Simulation.Stories;
using Xunit.MicrosoftTestingPlatform;

return args switch
{
    ["replay", var seed] => Commands.Replay(ulong.Parse(seed)),
    ["run", var from, var count] => Commands.Run(ulong.Parse(from), int.Parse(count)),
    ["digest", var from, var count] => Commands.Digest(ulong.Parse(from), int.Parse(count)),
    _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, Refrain.Simulation.SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
