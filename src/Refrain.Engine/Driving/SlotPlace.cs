using Refrain.Core.Jobs;

namespace Refrain.Engine.Driving;

/// <summary>What became of a step that asked for a slot.</summary>
public enum SlotAnswer
{
    /// <summary>It got one, there and then.</summary>
    AtOnce,

    /// <summary>It got one; time has passed.</summary>
    AfterWaiting,

    /// <summary>It gets none: the execution starts nothing any more.</summary>
    NotWanted,
}

/// <summary>Where a step stands with the slots.</summary>
internal enum SlotPhase
{
    /// <summary>It is to begin, and does not know yet whether it needs a slot.</summary>
    Deciding,

    /// <summary>It could not find out, and tries again: nobody waits for it meanwhile.</summary>
    Aside,

    /// <summary>It waits for one.</summary>
    Waiting,

    /// <summary>It has one; no launch is recorded yet.</summary>
    Given,

    /// <summary>Its launch is recorded, or being recorded.</summary>
    Running,
}

/// <summary>One step in one attempt: its place in the line, or its slot.</summary>
internal sealed class SlotPlace(ExecutionSlots execution, JobToken token, int position)
{
    public ExecutionSlots Execution { get; } = execution;

    public JobToken Token { get; } = token;

    public int Position { get; } = position;

    public SlotPhase Phase { get; set; } = SlotPhase.Deciding;

    public JobClaim Claim { get; set; }

    /// <summary>How many were served before it although it was its turn.</summary>
    public int Overtakes { get; set; }

    /// <summary>Set while it waits.</summary>
    public TaskCompletionSource<SlotAnswer>? Answer { get; set; }

    /// <summary>Set while it waits: ends the waiting when its session goes.</summary>
    public CancellationTokenRegistration GivingUp { get; set; }

    public bool Holds => Phase is SlotPhase.Given or SlotPhase.Running;
}
