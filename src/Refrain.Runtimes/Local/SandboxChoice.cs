using Microsoft.Extensions.Logging;

namespace Refrain.Runtimes.Local;

/// <summary>The sandbox of all jobs of this server: found out once, when it is first needed.</summary>
internal sealed class SandboxChoice(LocalRuntimeOptions options, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim probing = new(1, 1);
    private Sandbox? chosen = options.Sandbox;

    /// <summary>It, at once when it is known.</summary>
    public async Task<Sandbox> GetAsync(CancellationToken cancellationToken)
    {
        if (chosen is { } known)
        {
            return known;
        }

        await probing.WaitAsync(cancellationToken);
        try
        {
            if (chosen is { } meanwhile)
            {
                return meanwhile;
            }

            chosen = await SandboxProbe.ChooseAsync(options, cancellationToken);
            if (chosen is Sandbox.Plain plain)
            {
                logger.NoSandbox(plain.Because);
            }
            else
            {
                logger.SandboxChosen(chosen.Label);
            }

            return chosen;
        }
        finally
        {
            probing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => probing.Dispose();
}
