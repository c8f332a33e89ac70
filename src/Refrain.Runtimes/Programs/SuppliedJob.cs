using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;

namespace Refrain.Runtimes.Programs;

/// <summary>
/// A job whose image has no command on this machine, with a program of ours in its place: the algorithm of an image that got no script, or the transform
/// program over what serves the model. Jobs that have a command of their own pass as they are.
/// </summary>
/// <param name="Spec">The job, with a command.</param>
/// <param name="NeedsTransformProgram">True when <c>refrain-transform</c> must be laid into the job's folder.</param>
/// <param name="Problem">Why there is no such program, in a sentence with the remedy; null when all is well.</param>
internal sealed record SuppliedJob(JobSpec Spec, bool NeedsTransformProgram, string? Problem)
{
    /// <summary>The job as it is run here, by this catalogue.</summary>
    public static SuppliedJob Of(JobSpec spec, ImageCatalogue images)
    {
        if (spec.Transform is { } transform)
        {
            var (containers, problem) = TransformCommand.Containers(transform, images);
            return problem is not null ? new SuppliedJob(spec, false, problem) : new SuppliedJob(TransformCommand.Compile(spec, transform, containers), true, null);
        }

        if (spec is not { Verb: "train", Script: null, Entrypoint.Count: 0, Arguments.Count: 0 } || images.Find(spec.Image) is not { } entry || ImagePrograms.Train(entry) is not { } train)
        {
            return new SuppliedJob(spec, false, null);
        }

        return spec.InstanceCount == 1
            ? new SuppliedJob(WithCommand(spec, train), false, null)
            : new SuppliedJob(spec, false, $"The algorithm of the image '{spec.Image}' trains on one instance here; set InstanceCount to 1.");
    }

    /// <summary>The job with a command, as one of this machine; our programs are among its files.</summary>
    public static JobSpec WithCommand(JobSpec spec, ValueList<string> command) => spec with
    {
        Image = JobSpec.HostImage,
        Entrypoint = command,
        Environment = [.. PythonPrograms.Environment, .. spec.Environment],
        Files = [.. spec.Files, .. PythonPrograms.Files],
    };
}
