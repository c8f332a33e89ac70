using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Runtimes.Local;
using Refrain.Server.Access;
using Refrain.Server.Hosting;

namespace Refrain.Server.Composition;

/// <summary>Where jobs run, where their logs are, and who looks at the machine; null where nothing is to be looked at.</summary>
public sealed record RuntimePorts(IStepRuntime Runtime, IJobLogs Logs, IHostCheck? Host = null);

/// <summary>Opens a runtime.</summary>
public delegate RuntimePorts RuntimeFactory(ServerOptions options, IObjectStore objects, ILoggerFactory logging, TimeProvider clock);

/// <summary>Which runtime serves the ports.</summary>
internal static class RuntimeSetup
{
    /// <summary>Processes of this machine.</summary>
    public static RuntimePorts OpenLocal(ServerOptions options, IObjectStore objects, ILoggerFactory logging, TimeProvider clock)
    {
        var runtime = new LocalRuntime(
            new LocalRuntimeOptions { DataDirectory = options.DataDirectory, IsolationMode = options.Isolation, HiddenPaths = Secrets(), Images = ImagesFile.Read(options) },
            objects,
            logging.CreateLogger<LocalRuntime>(),
            clock);
        return new RuntimePorts(runtime, runtime, runtime.Host);
    }

    /// <summary>What lies about of the operator's own keys to the cloud: jobs have no business with it.</summary>
    private static ValueList<string> Secrets()
    {
        var keys = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws");
        return Directory.Exists(keys) ? [keys] : [];
    }

    public static IServiceCollection AddRuntime(this IServiceCollection services, RuntimePorts runtime) => services
        .AddSingleton(s => new JobAccess(
            runtime.Runtime, s.GetRequiredService<DoorKeys>(), s.GetRequiredService<LiveJobs>(), s.GetRequiredService<PublicAddress>(), s.GetRequiredService<TimeProvider>()))
        .AddSingleton<IStepRuntime>(s => s.GetRequiredService<JobAccess>())
        .AddSingleton(runtime.Logs)
        .AddSingleton(runtime.Host ?? new NothingToCheck());

    /// <summary>For a runtime that needs nothing of a machine.</summary>
    private sealed class NothingToCheck : IHostCheck
    {
        public Task<ValueList<HostFinding>> LookAsync(CancellationToken cancellationToken) => Task.FromResult(ValueList<HostFinding>.Empty);
    }
}
