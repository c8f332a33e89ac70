using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Engine.Ports;

/// <summary>
/// Where jobs run. Every call may be made again by a process that comes after a crash and then means the same job: a token is launched once,
/// whatever happens.
/// </summary>
public interface IStepRuntime
{
    /// <summary>
    /// What will stand for an image, asked before a step is prepared; a runtime that takes every image as it is answers with the image itself. A runtime that
    /// starts containers is to be asked before one that has stand-ins.
    /// </summary>
    ImageChoice Choose(string image) => ImageChoice.Itself;

    /// <summary>
    /// Stages the inputs and starts the job, or finds it when this token was launched before (running or ended).
    /// What the user did wrong (no such program, no runtime for the image) is not an exception: the job exists and has ended as
    /// <see cref="JobOutcome.NotStarted"/>. Exceptions are faults of the world (disk, store) and the call is made again.
    /// </summary>
    Task<JobHandle> LaunchAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until the job has ended and its outputs are in the object store, and reports it. Cancelling lets go of the job, it does not stop it.
    /// A token that was never launched, or whose job vanished, is <see cref="JobOutcome.Lost"/>.
    /// </summary>
    Task<JobEnd> WaitAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken);

    /// <summary>Asks the job to end: SIGTERM now, SIGKILL after the spec's grace. Returns at once; nothing happens when it has ended.</summary>
    Task StopAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken);

    /// <summary>Frees what the runtime keeps of an ended job besides its log. Called when the job's end is recorded; may be called again.</summary>
    Task ForgetAsync(JobToken token, CancellationToken cancellationToken);

    /// <summary>
    /// Jobs of which the runtime keeps something besides the log, in any order: those that a process before this one did not come to forget among them.
    /// </summary>
    Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken);
}

/// <summary>What a launch tells: the runtime's name for the job, and how it is kept apart from the host (<c>bubblewrap</c>, <c>unshare</c>, <c>none: reason</c>).</summary>
public sealed record JobHandle(string Name, string Isolation);

/// <summary>What stands for an image.</summary>
/// <param name="Digest">SHA-256 (hex) of what a result may depend on there; null when the image stands for itself.</param>
/// <param name="Problem">Why nothing does, in a sentence with the remedy; null when something does.</param>
public sealed record ImageChoice(string? Digest, string? Problem)
{
    /// <summary>The image itself.</summary>
    public static ImageChoice Itself { get; } = new(null, null);
}
