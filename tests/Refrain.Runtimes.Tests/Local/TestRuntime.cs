using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

/// <summary>A local runtime over a data folder of its own, with the real supervisor, which ends with it.</summary>
internal sealed class TestRuntime : IAsyncDisposable
{
    private readonly TestFolder folder = new();
    private readonly Sandbox sandbox;
    private LocalRuntime runtime;

    public TestRuntime(Sandbox sandbox)
    {
        this.sandbox = sandbox;
        Store = new TestStore(folder["blobs"]);
        runtime = Open();
    }

    public TestStore Store { get; }

    public string Data => folder["data"];

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public LocalRuntime Runtime => runtime;

    public static JobToken Job(string step = "Step", int attempt = 1) => new("abc123def456", new StepName(step), attempt);

    /// <summary>A job that runs a shell script; further texts are its <c>$1</c> and so on.</summary>
    public static JobSpec Shell(string script, params string[] arguments) => new()
    {
        JobName = "pipelines-abc-Step-xyz",
        Image = JobSpec.HostImage,
        Entrypoint = ["sh", "-c", script, "script"],
        Arguments = arguments.ToValueList(),
        MaxRuntimeSeconds = 60,
        StopGraceSeconds = 20,
    };

    /// <summary>The same data folder, seen by a server that comes later.</summary>
    public async Task ReopenAsync()
    {
        await runtime.DisposeAsync();
        runtime = Open();
    }

    public async Task<JobEnd> RunAsync(JobSpec spec, JobToken? token = null)
    {
        await runtime.LaunchAsync(token ?? Job(), spec, Token);
        return await runtime.WaitAsync(token ?? Job(), spec, Token);
    }

    /// <summary>Where a path of the job lies on the host.</summary>
    public string OnHost(string path, JobToken? token = null) => Path.Combine(Data, "jobs", (token ?? Job()).Value, "ml", path);

    public string Log(JobToken? token = null)
    {
        using var log = runtime.Open(token ?? Job());
        return log is null ? "" : new StreamReader(log).ReadToEnd();
    }

    /// <summary>What the launcher wrote; empty while it lives and holds the file's lock, which .NET respects.</summary>
    public string LauncherWord()
    {
        try
        {
            return File.ReadAllText(Path.Combine(Data, "jobs", Job().Value, "status"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    public void KillSupervisor()
    {
        var supervisors = Processes.With($"refrain-supervisor --data-dir {Data}");
        Assert.NotEmpty(supervisors);
        foreach (var id in supervisors)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await runtime.ShutdownSupervisorAsync(force: true, CancellationToken.None);
        await runtime.DisposeAsync();
        folder.Dispose();
    }

    private LocalRuntime Open() => new(
        new LocalRuntimeOptions { DataDirectory = Data, Sandbox = sandbox, ContinuousInterval = TimeSpan.FromMilliseconds(50) },
        Store,
        NullLogger<LocalRuntime>.Instance,
        TimeProvider.System);
}
