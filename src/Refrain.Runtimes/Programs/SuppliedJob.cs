using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Jobs;

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
    private const string HyperParameters = "/opt/ml/input/config/hyperparameters.json";

    /// <summary>The job as it is run here.</summary>
    public static SuppliedJob Of(JobSpec spec)
    {
        if (spec.Transform is { } transform)
        {
            var (containers, problem) = TransformCommand.Containers(transform);
            return problem is not null ? new SuppliedJob(spec, false, problem) : new SuppliedJob(TransformCommand.Compile(spec, transform, containers), true, null);
        }

        return spec.Entrypoint.Count + spec.Arguments.Count == 0 && IsTrainingWithoutScript(spec) && ImagePrograms.Find(spec.Image)?.Train() is { } train
            ? new SuppliedJob(WithCommand(spec, train), false, null)
            : new SuppliedJob(spec, false, null);
    }

    /// <summary>The job with a command, as one of this machine; our programs are among its files.</summary>
    public static JobSpec WithCommand(JobSpec spec, ValueList<string> command) => spec with
    {
        Image = JobSpec.HostImage,
        Entrypoint = command,
        Environment = [.. PythonPrograms.Environment, .. spec.Environment],
        Files = [.. spec.Files, .. PythonPrograms.Files],
    };

    private static bool IsTrainingWithoutScript(JobSpec spec)
    {
        if (spec.Files.FirstOrDefault(file => file.Path == HyperParameters) is not { } file)
        {
            return false;
        }

        using var document = JsonDocument.Parse(file.Text);
        return document.RootElement.Member("sagemaker_program") is null;
    }
}
