using System.Globalization;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Server.Api;

/// <summary>What a step's program wrote, of one attempt; followed while it runs, when asked. The log of a step that was reused or found in the cache is that of the run that made it.</summary>
internal sealed class StepLogs(
    ExecutionFinder finder, ExecutionReader reader, IExecutionStore executions, DefinitionLibrary definitions, IJobLogs logs, IHostApplicationLifetime host, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public async Task AnswerAsync(ApiCall call)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, host.ApplicationStopping);
        var execution = await finder.GetAsync(call);
        var step = await StepAsync(execution, call.Path("stepName"), leaving.Token);
        var attempt = Attempt(call.Query("attempt"));
        var follow = Follow(call.Query("follow"));
        var (from, report) = await WhoRanItAsync(execution, step, leaving.Token);
        if (!follow)
        {
            RefuseMissing(execution, step, attempt, report);
        }

        call.Response.ContentType = "text/plain; charset=utf-8";
        try
        {
            await call.Response.Body.FlushAsync(leaving.Token); // the answer has begun, also when there is nothing to read yet
            await CopyAsync(from, step, attempt, follow, call.Response.Body, leaving.Token);
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested)
        {
            // The server is going; the answer ends where it is.
        }
    }

    private static void RefuseMissing(ExecutionRecord execution, StepName step, int? attempt, StepReport? report)
    {
        if (report is null)
        {
            throw RefusalException.NotFound($"Step '{step}' has not started in execution '{execution.Arn.ExecutionId}'. Follow it (follow=true) to wait for it.");
        }

        if (attempt > report.LatestAttempt)
        {
            throw RefusalException.NotFound($"Step '{step}' has had {report.LatestAttempt} attempts so far, no attempt {attempt}.");
        }
    }

    private async Task<StepName> StepAsync(ExecutionRecord execution, string name, CancellationToken cancellationToken)
    {
        var definition = await definitions.GetAsync(execution.PipelineId, execution.PipelineVersion, cancellationToken);
        return definition.Find(new StepName(name)) is { } step ? step.Name : throw RefusalException.NotFound($"The pipeline of execution '{execution.Arn.ExecutionId}' has no step '{name}'.");
    }

    private async Task<(PipelineExecutionArn Execution, StepReport? Report)> WhoRanItAsync(ExecutionRecord execution, StepName step, CancellationToken cancellationToken)
    {
        var steps = await reader.StepsAsync(execution, cancellationToken);
        var view = steps.FirstOrDefault(one => one.Definition.Name == step);
        if (view?.Report.CacheHit is not { Source: var source })
        {
            return (view?.Reused?.MadeBy ?? execution.Arn, view?.Report);
        }

        var reports = await executions.ReportsAsync(source, new[] { step }.ToValueList(), cancellationToken);
        return (source, reports is [var report] ? report : null);
    }

    private async Task CopyAsync(PipelineExecutionArn execution, StepName step, int? attempt, bool follow, Stream destination, CancellationToken cancellationToken)
    {
        Stream? log = null;
        try
        {
            while (true)
            {
                // Asked before reading: what was written before the end is read after it was seen.
                var (ended, latest) = await ProgressAsync(execution, step, attempt, cancellationToken);
                attempt ??= latest;
                log ??= attempt is { } chosen ? logs.Open(new JobToken(execution.ExecutionId, step, chosen)) : null;
                if (log is not null)
                {
                    await log.CopyToAsync(destination, cancellationToken);
                    await destination.FlushAsync(cancellationToken);
                }

                if (ended || !follow)
                {
                    return;
                }

                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
        finally
        {
            if (log is not null)
            {
                await log.DisposeAsync();
            }
        }
    }

    /// <summary>Whether an attempt (null: whichever runs) can write no more, and the latest attempt there is.</summary>
    private async Task<(bool Ended, int? Latest)> ProgressAsync(PipelineExecutionArn execution, StepName step, int? attempt, CancellationToken cancellationToken)
    {
        var record = await executions.FindAsync(execution, cancellationToken);
        var reports = await executions.ReportsAsync(execution, new[] { step }.ToValueList(), cancellationToken);
        int? latest = reports.Count == 0 ? null : reports[0].LatestAttempt;
        var executionEnded = record is not { Status: ExecutionStatus.Executing or ExecutionStatus.Stopping };
        return (executionEnded || (reports.Count > 0 && (reports[0].EndedAt is not null || latest > attempt)), latest);
    }

    private static int? Attempt(string? text) => text switch
    {
        null => null,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) && attempt > 0 => attempt,
        _ => throw RefusalException.Invalid($"attempt '{text}' is no number: expected 1, 2, 3 ..."),
    };

    private static bool Follow(string? text) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw RefusalException.Invalid($"follow '{text}': expected true or false."),
    };
}
