using System.Runtime.InteropServices;

namespace Refrain.Cli.Serving;

/// <summary>
/// Turns SIGINT, SIGTERM and SIGHUP into tokens, so that a command can put things in order before it ends. The first
/// signal asks; a second one insists, and whoever is still waiting gives up waiting.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource asked = new();
    private readonly CancellationTokenSource insisted = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => asked.Token;

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken Insisted => insisted.Token;

    /// <summary>128 plus the number of the first signal, as shells count it.</summary>
    public int Code { get; private set; } = ExitCode.Interrupted;

    /// <summary>Listens to the signals of this process.</summary>
    public static Interruption OfThisProcess()
    {
        var interruption = new Interruption();
        foreach (var (signal, code) in new[] { (PosixSignal.SIGINT, 130), (PosixSignal.SIGTERM, 143), (PosixSignal.SIGHUP, 129) })
        {
            interruption.registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                interruption.Signal(code);
            }));
        }

        return interruption;
    }

    /// <summary>A signal came.</summary>
    public void Signal(int code)
    {
        if (asked.IsCancellationRequested)
        {
            insisted.Cancel();
            return;
        }

        Code = code;
        asked.Cancel();
    }

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        asked.Dispose();
        insisted.Dispose();
    }
}
