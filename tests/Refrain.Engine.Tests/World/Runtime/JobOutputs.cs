using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Tests.World.Memory;

namespace Refrain.Engine.Tests.World.Runtime;

/// <summary>What a runtime does at the end of a job: promises checked, outputs stored, log read.</summary>
internal static class JobOutputs
{
    public static JobEnd Store(ScriptedJob job, JobOutcome outcome, MemoryObjectStore objects, DateTimeOffset now)
    {
        var broken = outcome is JobOutcome.Exited { Code: 0 }
            ? job.Spec.Outputs.SelectMany(output => output.Promised.Select(path => $"{output.LocalPath}/{path}")).FirstOrDefault(path => !job.Written.ContainsKey(path))
            : null;
        outcome = broken is null ? outcome : new JobOutcome.Broken($"The program did not write {broken}");
        var wanted = outcome switch
        {
            JobOutcome.Lost or JobOutcome.NotStarted => [],
            JobOutcome.Exited { Code: 0 } => job.Spec.Outputs,
            _ => job.Spec.Outputs.Where(output => !output.OnlyOnSuccess),
        };
        return new JobEnd
        {
            Outcome = outcome,
            StartedAt = outcome is JobOutcome.NotStarted ? null : job.StartedAt,
            EndedAt = now,
            Outputs = wanted.Select(output => Store(job, output, objects)).Where(stored => stored.Content.Entries.Count > 0 || stored.Name != "output").ToValueList(),
            Metrics = job.Spec.Metrics.SelectMany(metric => Metric(job, metric, now)).ToValueList(),
            ExitMessage = job.Written.GetValueOrDefault("/opt/ml/output/message"),
            FailureText = job.Written.GetValueOrDefault("/opt/ml/output/failure"),
            LogTail = string.Join('\n', job.Lines.TakeLast(20)),
        };
    }

    private static RecordedOutput Store(ScriptedJob job, JobOutput output, MemoryObjectStore objects)
    {
        var files = job.Written.Where(file => file.Key.StartsWith($"{output.LocalPath}/", StringComparison.Ordinal))
            .Select(file => (Path: file.Key[(output.LocalPath.Length + 1)..], file.Value))
            .ToList();
        List<(S3Uri, string, byte[])> objectsToStore = output.Form switch
        {
            JobOutputForm.Files => files.Select(file => (output.S3Uri.Below(file.Path), file.Path, Encoding.UTF8.GetBytes(file.Value))).ToList(),
            JobOutputForm.ArchiveIfAny when files.Count == 0 => [],
            _ => [(output.S3Uri, "", Encoding.UTF8.GetBytes(string.Join('\n', files.Select(file => $"{file.Path}={file.Value}"))))], // what an archive is here
        };
        return new RecordedOutput(output.Name, output.S3Uri, new ContentManifest(objects.StoreAll(objectsToStore)));
    }

    private static IEnumerable<MetricValue> Metric(ScriptedJob job, MetricDefinition metric, DateTimeOffset now) =>
        job.Lines.Select(line => Regex.Match(line, metric.Regex))
            .Where(match => match.Success)
            .TakeLast(1)
            .Select(match => new MetricValue(metric.Name, double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), now));
}
