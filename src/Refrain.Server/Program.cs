using Refrain.Engine;
using Refrain.Server.Hosting;
using Refrain.Storage;
using Refrain.Storage.Backups;

try
{
    if (await new BackupCommands(Console.Out, Console.Error, new MillisecondClock()).RunAsync(args, Environment.GetEnvironmentVariable, CancellationToken.None) is { } code)
    {
        return code;
    }

    var options = ServerOptions.Parse(args, Environment.GetEnvironmentVariable);
    if (options.ShowHelp)
    {
        Console.Out.WriteLine(ServerOptions.Help);
        return 0;
    }

    await using var server = await RefrainServer.StartAsync(options, new MillisecondClock());
    Console.Out.WriteLine($"Refrain is ready at {server.Endpoint.GetLeftPart(UriPartial.Authority)} (data in {server.DataDirectory})");
    await server.WaitForShutdownAsync();
    return 0;
}
catch (UsageException usage)
{
    Console.Error.WriteLine($"refrain-server: {usage.Message}");
    Console.Error.WriteLine("Try 'refrain-server --help'.");
    return 2;
}
catch (Exception world) when (world is StartException or IOException or UnauthorizedAccessException or SchemaTooNewException or BackupException)
{
    Console.Error.WriteLine($"refrain-server: {world.Message}");
    return 1;
}
