using Refrain.Core.Jobs;

namespace Refrain.Engine.Driving;

/// <summary>
/// The jobs that a server runs at once: one for all executions. What is free goes round the executions that wait; who was served goes to the end. A claim
/// that does not fit yet may be overtaken a few times, then everything that becomes free is kept for it, so nobody waits for ever.
/// Nothing is decided here in the background: every change of what is held or waited for serves at once, in the call that makes it.
/// </summary>
public sealed class JobSlots(JobCapacity capacity)
{
    private const int MostOvertakes = 8;

    private readonly LinkedList<ExecutionSlots> turns = []; // those with a step that waits, the next one first
    private int jobs;
    private long cpus;
    private long memoryMib;
    private int pauses;

    /// <summary>What all jobs may take together.</summary>
    public JobCapacity Capacity { get; } = capacity;

    /// <summary>Jobs that hold a slot now.</summary>
    public int JobsHeld
    {
        get
        {
            lock (Gate)
            {
                return jobs;
            }
        }
    }

    /// <summary>What they claim together. More than the capacity when jobs were found running.</summary>
    public (long Cpus, long MemoryMib) Claimed
    {
        get
        {
            lock (Gate)
            {
                return (cpus, memoryMib);
            }
        }
    }

    /// <summary>Steps that wait for a slot now.</summary>
    public int StepsWaiting
    {
        get
        {
            lock (Gate)
            {
                return turns.Sum(execution => execution.Waiting);
            }
        }
    }

    /// <summary>Guards this object and everything of its executions.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>The slots of one execution that is driven. Its disposal hands back all of them.</summary>
    public ExecutionSlots Enter(string executionId) => new(this, executionId);

    /// <summary>Nobody is served until what is returned is disposed of: jobs may be running that are not known yet.</summary>
    public IDisposable Pause()
    {
        lock (Gate)
        {
            pauses++;
        }

        return new Pausing(this);
    }

    /// <summary>Takes the execution into the round, or out of it. Under the gate.</summary>
    internal void SetWaiting(ExecutionSlots execution, bool waits)
    {
        if (waits && execution.Turn.List is null)
        {
            turns.AddLast(execution.Turn);
        }
        else if (!waits && execution.Turn.List is not null)
        {
            turns.Remove(execution.Turn);
        }
    }

    /// <summary>The job holds a slot from now on (<paramref name="sign"/> 1), or no more (-1). Under the gate.</summary>
    internal void Count(JobClaim claim, int sign)
    {
        jobs += sign;
        cpus += sign * claim.Cpus;
        memoryMib += sign * (long)claim.MemoryMib;
    }

    /// <summary>Gives what is free to whose turn it is. Under the gate.</summary>
    internal void Serve()
    {
        while (pauses == 0 && Next() is { } place)
        {
            var execution = place.Execution;
            SetWaiting(execution, waits: false);
            execution.Give(place); // and back to the end, if more of its steps wait
        }
    }

    private SlotPlace? Next()
    {
        SlotPlace? overtaken = null;
        for (var turn = turns.First; turn is not null && jobs < Capacity.Jobs; turn = turn.Next)
        {
            // A step that comes earlier in its definition and does not know yet whether it needs a slot has the first claim on one, if slots are scarce.
            if (turn.Value.First(mostUndecided: Capacity.Jobs - jobs) is not var (place, undecided))
            {
                continue;
            }

            if (Fits(place.Claim, undecided))
            {
                _ = overtaken is not null ? overtaken.Overtakes++ : 0;
                return place;
            }

            if (overtaken is null && !Fits(place.Claim, undecided: 0))
            {
                overtaken = place;
                if (place.Overtakes >= MostOvertakes)
                {
                    return null;
                }
            }
        }

        return null;
    }

    private bool Fits(JobClaim claim, int undecided) =>
        jobs + undecided < Capacity.Jobs && cpus + undecided + claim.Cpus <= Capacity.Cpus && memoryMib + claim.MemoryMib <= Capacity.MemoryMib;

    private sealed class Pausing(JobSlots slots) : IDisposable
    {
        private bool over;

        public void Dispose()
        {
            lock (slots.Gate)
            {
                if (!over)
                {
                    over = true;
                    slots.pauses--;
                    slots.Serve();
                }
            }
        }
    }
}
