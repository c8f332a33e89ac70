using System.Collections.Concurrent;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Server.Tests;

/// <summary>
/// Runs nothing. A job of a step whose name begins with Fail ends with exit code 1, one that begins with Hold ends when the test says so or when it is
/// stopped, every other one ends well at once. A job outside any pipeline is told by its own name.
/// </summary>
internal sealed class ScriptedRuntime(string logFolder) : IStepRuntime, IJobLogs
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JobOutcome>> ends = new();

    /// <summary>Whatever is launched ends when it is stopped.</summary>
    public bool HoldAll { get; set; }

    /// <summary>What was launched, by the name of the job.</summary>
    public ConcurrentDictionary<string, JobSpec> Specs { get; } = new();

    /// <summary>What was asked for, by token.</summary>
    public ConcurrentDictionary<string, JobSpec> Launched { get; } = new();

    public Task<JobHandle> LaunchAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        Launched[token.Value] = spec;
        var end = End(token);
        var name = token.Step == Engine.Requests.DirectJobPipelines.Step ? spec.JobName : token.Step.Value;
        Specs[spec.JobName] = spec;
        if (name.StartsWith("Fail", StringComparison.Ordinal))
        {
            end.TrySetResult(new JobOutcome.Exited(1));
        }
        else if (!HoldAll && !name.StartsWith("Hold", StringComparison.Ordinal))
        {
            end.TrySetResult(new JobOutcome.Exited(0));
        }

        return Task.FromResult(new JobHandle(token.Value, "none: a test"));
    }

    public async Task<JobEnd> WaitAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        var outcome = await End(token).Task.WaitAsync(cancellationToken);
        var now = DateTimeOffset.UtcNow;
        return new JobEnd { Outcome = outcome, StartedAt = now.AddSeconds(-2), EndedAt = now, LogTail = "the last words" };
    }

    public Task StopAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        End(token).TrySetResult(new JobOutcome.Stopped());
        return Task.CompletedTask;
    }

    public Task ForgetAsync(JobToken token, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken) => Task.FromResult(ValueList<JobToken>.Empty);

    public Stream? Open(JobToken token) =>
        File.Exists(LogFile(token)) ? new FileStream(LogFile(token), FileMode.Open, FileAccess.Read, FileShare.ReadWrite) : null;

    public ValueList<string> ExecutionIds() =>
        Directory.EnumerateFiles(logFolder, "*.log").Select(file => Path.GetFileName(file).Split('.')[0]).Distinct().ToValueList();

    public Task<bool> RemoveAsync(string executionId, CancellationToken cancellationToken)
    {
        Directory.EnumerateFiles(logFolder, $"{executionId}.*.log").ToList().ForEach(File.Delete);
        return Task.FromResult(true);
    }

    /// <summary>Ends a held job well.</summary>
    public void Release(string executionId, string step, int attempt = 1) => End(Token(executionId, step) with { Attempt = attempt }).TrySetResult(new JobOutcome.Exited(0));

    /// <summary>Ends the job of a token well.</summary>
    public void Release(JobToken token) => End(token).TrySetResult(new JobOutcome.Exited(0));

    /// <summary>The program of a step writes.</summary>
    public void Say(string executionId, string step, string text, int attempt = 1) => File.AppendAllText(LogFile(Token(executionId, step) with { Attempt = attempt }), text);

    private static JobToken Token(string executionId, string step) => new(executionId, new(step), 1);

    private string LogFile(JobToken token) => Path.Combine(logFolder, $"{token.Value}.log");

    private TaskCompletionSource<JobOutcome> End(JobToken token) =>
        ends.GetOrAdd(token.Value, _ => new TaskCompletionSource<JobOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
}
