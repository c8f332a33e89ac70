namespace Refrain.Core.Executions;

/// <summary>The wire's <c>PipelineExecutionStatus</c>.</summary>
public enum ExecutionStatus
{
    /// <summary>From the start on; there is no queued state.</summary>
    Executing,

    /// <summary>A stop was asked for; running steps are ending.</summary>
    Stopping,

    /// <summary>Ended after a stop.</summary>
    Stopped,

    /// <summary>A step failed, nothing runs any more.</summary>
    Failed,

    /// <summary>Everything that had to run succeeded.</summary>
    Succeeded,
}

/// <summary>The wire's <c>StepStatus</c>: a projection of <see cref="StepState"/>.</summary>
public enum StepStatus
{
    /// <summary>Arguments are resolved, the job is being made.</summary>
    Starting,

    /// <summary>The job exists.</summary>
    Executing,

    /// <summary>The job was asked to end.</summary>
    Stopping,

    /// <summary>Ended by a stop.</summary>
    Stopped,

    /// <summary>Ended badly, with no attempt left.</summary>
    Failed,

    /// <summary>Done, or reused.</summary>
    Succeeded,
}
