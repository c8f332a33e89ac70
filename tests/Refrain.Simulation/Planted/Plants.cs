using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Tests.World;
using Refrain.Simulation.Stories;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Planted;

/// <summary>A fault that is put in on purpose.</summary>
/// <param name="Finds">The sentence that must notice it.</param>
/// <param name="Into">Puts it into the ports of a process.</param>
internal sealed record Plant(string Finds, Func<EnginePorts, Scene, Chance, EnginePorts> Into);

/// <summary>Faults that are put in on purpose: a simulation that misses one of them would miss others like it.</summary>
internal static class Plants
{
    public static IReadOnlyDictionary<string, Plant> All { get; } = new Dictionary<string, Plant>
    {
        ["a store that ignores the expected length"] = new(
            "Reports and status are the fold of the history",
            (ports, scene, _) => Appending(ports, async (append, token) =>
                await ports.Executions.AppendAsync(append with { ExpectedLength = scene.Stores.Executions.Texts(append.Arn).Count }, token, CancellationToken.None))),
        ["a store that answers before it writes"] = new(
            "A job starts only after its launch is recorded",
            (ports, scene, _) => Appending(ports, (append, token) =>
            {
                var late = ports.Executions;
                scene.Clock.CreateTimer(_ => late.AppendAsync(append, token, CancellationToken.None), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return Task.FromResult(true);
            })),
        ["a projection that forgets a report"] = new(
            "Reports and status are the fold of the history",
            (ports, _, chance) => Appending(ports, (append, token) => ports.Executions.AppendAsync(
                chance.Happens(0.1) ? append with { Reports = append.Reports.Skip(1).ToValueList() } : append, token, CancellationToken.None))),
        ["a stop that is answered and not recorded"] = new(
            "What a client was told is so",
            (ports, _, _) => Appending(ports, (append, token) =>
                append.Events is [ExecutionEvent.ExecutionStopping] ? Task.FromResult(true) : ports.Executions.AppendAsync(append, token, CancellationToken.None))),
        ["a cache that remembers failures"] = new(
            "The cache remembers real successes only",
            (ports, _, _) => Appending(ports, (append, token) => ports.Executions.AppendAsync(
                append with { CacheEntries = append.CacheEntries.Concat(append.Reports.Where(IsFailure).Select(Entry)).ToValueList() }, token, CancellationToken.None))),
        ["a result that changes with its objects"] = new(
            "A step reads what was recorded for it, whatever happened since",
            (ports, _, _) => ports with
            {
                Executions = new BentExecutionStore(ports.Executions) { Reports = async reports => (await Task.WhenAll(reports.Select(report => AsOfTodayAsync(report, ports.Objects)))).ToValueList() },
            }),
        ["requests that are not remembered"] = new(
            "A repeated request has one effect and one answer",
            (ports, _, _) => ports with
            {
                RequestTokens = new NoRequestTokens(),
                Executions = new BentExecutionStore(ports.Executions) { Start = (execution, _) => ports.Executions.StartAsync(execution, null, CancellationToken.None) },
            }),
        ["a runtime that starts a token twice"] = new(
            "Every recorded attempt has exactly one start of a job",
            (ports, scene, _) => ports with
            {
                Runtime = new BentRuntime(ports.Runtime) { BeforeLaunch = token => Again(scene, token) },
            }),
        ["a runtime that loses stops"] = new(
            "Every execution ends",
            (ports, _, _) => ports with { Runtime = new BentRuntime(ports.Runtime) { IsDeaf = true } }),
        ["a runtime that never forgets"] = new(
            "No started job is left behind at the end",
            (ports, _, _) => ports with { Runtime = new BentRuntime(ports.Runtime) { NeverForgets = true } }),
        ["a limit of steps at once that nobody keeps"] = new(
            "No more steps of an execution run at once than it may have",
            (ports, _, _) => ports with
            {
                Executions = new BentExecutionStore(ports.Executions) { Find = record => record with { MaxParallelSteps = null } },
            }),
        ["a server with more slots than it says"] = new(
            "No more jobs run at once than the server has slots for",
            (ports, _, _) => ports with { Capacity = ports.Capacity with { Jobs = ports.Capacity.Jobs + 1 } }),
        ["a server with more CPUs than it says"] = new(
            "No more jobs run at once than the server has slots for",
            (ports, _, _) => ports with { Capacity = ports.Capacity with { Cpus = ports.Capacity.Cpus + 1 } }),
        ["a server that gives no slots"] = new(
            "Nobody waits for ever",
            (ports, _, _) => ports with { Capacity = ports.Capacity with { Jobs = 0 } }),
        ["a runtime that takes failures for successes"] = new(
            "A step ends as its job did",
            (ports, _, chance) => ports with
            {
                Runtime = new BentRuntime(ports.Runtime) { End = end => end.Outcome is JobOutcome.Exited ? end with { Outcome = new JobOutcome.Exited(0) } : end },
            }),
        ["a job that is shown as it was"] = new(
            "What is shown of a job agrees with its step",
            (ports, _, chance) => Appending(ports, (append, token) =>
                ports.Executions.AppendAsync(chance.Happens(0.1) ? append with { Jobs = [] } : append, token, CancellationToken.None))),
        ["a definition that is read without its order"] = new(
            "A step begins only after everything it waits for is done",
            (ports, _, _) => ports with { Pipelines = new DisorderedPipelineStore(ports.Pipelines) }),
    };

    private static EnginePorts Appending(EnginePorts ports, Func<ExecutionAppend, TokenAnswer?, Task<bool>> append) =>
        ports with { Executions = new BentExecutionStore(ports.Executions) { Append = append } };

    private static bool IsFailure(StepReport report) => report is { Status: StepStatus.Failed, CacheKey: not null, EndedAt: not null };

    private static NewCacheEntry Entry(StepReport report) => new(report.Step, report.Type, report.CacheKey!, report.EndedAt!.Value); // the filter saw both

    private static void Again(Scene scene, JobToken token)
    {
        if (scene.Runtime.Find(token) is { End: null } job)
        {
            scene.Runtime.Start(job);
        }
    }

    /// <summary>The same report with what its places hold now.</summary>
    private static async Task<StepReport> AsOfTodayAsync(StepReport report, IObjectStore objects)
    {
        if (report.Result is not { } result)
        {
            return report;
        }

        var outputs = new List<RecordedOutput>();
        foreach (var output in result.Outputs)
        {
            var entries = new List<ManifestEntry>();
            foreach (var entry in output.Content.Entries)
            {
                var place = entry.Path.Length == 0 ? output.S3Uri : output.S3Uri.Below(entry.Path);
                entries.Add(await objects.FindAsync(place, CancellationToken.None) is { } found ? new ManifestEntry(entry.Path, found.Blob, found.Size) : entry);
            }

            outputs.Add(output with { Content = new ContentManifest(entries.ToValueList()) });
        }

        return report with { Result = result with { Outputs = outputs.ToValueList() } };
    }
}
