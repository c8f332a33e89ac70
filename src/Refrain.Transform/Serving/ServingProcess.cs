using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Refrain.Transform.Plan;

namespace Refrain.Transform.Serving;

/// <summary>One serving process, from its start to its end. It writes to the job's log, since it has our output.</summary>
internal sealed partial class ServingProcess : IDisposable
{
    private const int SignalTerminate = 15;

    private readonly Process process;

    private ServingProcess(Process process, int port)
    {
        this.process = process;
        Address = new Uri($"http://127.0.0.1:{port}/");
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>True when it ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Starts it on a port of its own, which it is told by <c>SAGEMAKER_BIND_TO_PORT</c>: several jobs share the machine's loopback.</summary>
    /// <exception cref="TransformException">There is no such program.</exception>
    public static ServingProcess Start(ServingPlan plan, JobPlaces places)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(places.OnHost(plan.Command[0]), plan.Command.Skip(1).Select(places.OnHost)) { UseShellExecute = false, WorkingDirectory = places.Root };
        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = places.OnHost(value);
        }

        start.Environment["SAGEMAKER_BIND_TO_PORT"] = $"{port}";
        start.Environment["SAGEMAKER_SAFE_PORT_RANGE"] = $"{port}-{port}";
        start.Environment["SM_MODEL_DIR"] = places.OnHost(plan.ModelFolder);
        try
        {
            return new ServingProcess(Process.Start(start) ?? throw new UnreachableException("Process.Start without a shell returns a process."), port);
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            throw new TransformException($"The serving program {plan.Command[0]} cannot be started: {refused.Message}.", refused);
        }
    }

    /// <summary>Waits for its end.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to end, and kills what has not ended after the grace.</summary>
    public async Task EndAsync(TimeSpan grace, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(grace, clock);
        try
        {
            if (!process.HasExited)
            {
                _ = Kill(process.Id, SignalTerminate);
                await process.WaitForExitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => process.Dispose();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
