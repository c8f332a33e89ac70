using Refrain.Core.Jobs;
using Refrain.Engine.Tests.World.Runtime;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Jobs;

/// <summary>A job of the simulated runtime.</summary>
public sealed class SimulatedJob(ScriptedJob inside, Behaviour behaviour)
{
    private readonly List<TaskCompletionSource> waiting = [];

    public ScriptedJob Inside { get; } = inside;

    public Behaviour Behaviour { get; } = behaviour;

    public JobToken Token => Inside.Token;

    /// <summary>How often a process was started for it; once, if the runtime keeps its promise.</summary>
    public int Starts { get; set; }

    /// <summary>How it ended; null while it runs.</summary>
    public JobEnd? End { get; private set; }

    /// <summary>True when somebody was told the end: its record is then on disk.</summary>
    public bool IsTold { get; set; }

    public bool IsForgotten { get; set; }

    /// <summary>True when the machine went down before anything of it was on disk: nobody knows it any more.</summary>
    public bool IsTorn { get; set; }

    public ITimer? Timer { get; set; }

    public void Finish(JobEnd end)
    {
        End = end;
        Timer?.Dispose();
        foreach (var one in waiting)
        {
            one.TrySetResult();
        }

        waiting.Clear();
    }

    /// <summary>Completes when it has ended.</summary>
    public async Task UntilEndAsync(CancellationToken cancellationToken)
    {
        if (End is null)
        {
            // Completed here and nowhere else, so that the answer comes back on the simulation's own thread.
            var end = new TaskCompletionSource();
            waiting.Add(end);
            await using var registration = cancellationToken.Register(() => end.TrySetCanceled(cancellationToken));
            await end.Task;
        }
    }
}
