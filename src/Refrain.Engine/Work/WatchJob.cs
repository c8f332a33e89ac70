using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>
/// Learns how a job ends. Its property files are read right then, from the bytes that were just stored: a later run may overwrite the objects.
/// </summary>
public sealed class WatchJob(IStepRuntime runtime, IObjectStore objects)
{
    private const int MaxPropertyFileBytes = 16 * 1024 * 1024;

    /// <summary>The end.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Watch work, CancellationToken cancellationToken)
    {
        var step = context.Step(work.Position);
        var end = await runtime.WaitAsync(Jobs.Token(context, work.Position, work.Attempt), Jobs.Spec(context, work.Position), cancellationToken);
        var files = end.Outcome is JobOutcome.Exited { Code: 0 } ? step.PropertyFiles.Select(file => Read(file, end)).ToValueList() : [];
        return new Observation.Ended(work.Position, work.Attempt, end, files);
    }

    private PropertyFileContent Read(PropertyFile file, JobEnd end)
    {
        var entry = end.Outputs.FirstOrDefault(output => output.Name == file.OutputName)?.Content.Entries.FirstOrDefault(one => one.Path == file.FilePath.TrimStart('/'));
        if (entry is null)
        {
            return new PropertyFileContent(file.Name, null, $"there was no {file.FilePath} in the output {file.OutputName}");
        }

        var (content, problem) = StoredJsonFile.Read(objects, entry.Blob, entry.Size, MaxPropertyFileBytes);
        return new PropertyFileContent(file.Name, content is { } json ? RawJson.Of(json) : null, problem);
    }
}
