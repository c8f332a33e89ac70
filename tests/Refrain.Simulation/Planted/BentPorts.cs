using System.Text.RegularExpressions;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Simulation.Planted;

/// <summary>An execution store of which some calls do something else.</summary>
internal sealed class BentExecutionStore(IExecutionStore inner) : IExecutionStore
{
    public Func<NewExecution, TokenAnswer?, Task>? Start { get; init; }

    public Func<ExecutionAppend, TokenAnswer?, Task<bool>>? Append { get; init; }

    public Func<ValueList<StepReport>, Task<ValueList<StepReport>>>? Reports { get; init; }

    public Func<ExecutionRecord, ExecutionRecord>? Find { get; init; }

    public Task StartAsync(NewExecution execution, TokenAnswer? token, CancellationToken cancellationToken) =>
        Start?.Invoke(execution, token) ?? inner.StartAsync(execution, token, cancellationToken);

    public Task<bool> AppendAsync(ExecutionAppend append, TokenAnswer? token, CancellationToken cancellationToken) =>
        Append?.Invoke(append, token) ?? inner.AppendAsync(append, token, cancellationToken);

    public Task<bool> UpdateAsync(PipelineExecutionArn arn, ExecutionChange change, CancellationToken cancellationToken) => inner.UpdateAsync(arn, change, cancellationToken);

    public async Task<ExecutionRecord?> FindAsync(PipelineExecutionArn arn, CancellationToken cancellationToken) =>
        await inner.FindAsync(arn, cancellationToken) is { } found ? Find?.Invoke(found) ?? found : null;

    public Task<ValueList<ExecutionEvent>> HistoryAsync(PipelineExecutionArn arn, int from, int? toLength, CancellationToken cancellationToken) =>
        inner.HistoryAsync(arn, from, toLength, cancellationToken);

    public async Task<ValueList<StepReport>> ReportsAsync(PipelineExecutionArn arn, ValueList<StepName>? only, CancellationToken cancellationToken)
    {
        var reports = await inner.ReportsAsync(arn, only, cancellationToken);
        return Reports is null ? reports : await Reports(reports);
    }

    public Task<Page<ExecutionRecord>> ListAsync(ExecutionQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public Task<ValueList<PipelineExecutionArn>> UnfinishedAsync(CancellationToken cancellationToken) => inner.UnfinishedAsync(cancellationToken);
}

/// <summary>A runtime of which some calls do something else.</summary>
internal sealed class BentRuntime(IStepRuntime inner) : IStepRuntime
{
    public Action<JobToken>? BeforeLaunch { get; init; }

    public Func<JobEnd, JobEnd>? End { get; init; }

    public bool IsDeaf { get; init; }

    public bool NeverForgets { get; init; }

    public Task<JobHandle> LaunchAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        BeforeLaunch?.Invoke(token);
        return inner.LaunchAsync(token, spec, cancellationToken);
    }

    public async Task<JobEnd> WaitAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken)
    {
        var end = await inner.WaitAsync(token, spec, cancellationToken);
        return End?.Invoke(end) ?? end;
    }

    public Task StopAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken) =>
        IsDeaf ? Task.CompletedTask : inner.StopAsync(token, spec, cancellationToken);

    public Task ForgetAsync(JobToken token, CancellationToken cancellationToken) =>
        NeverForgets ? Task.CompletedTask : inner.ForgetAsync(token, cancellationToken);

    public Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken) => inner.KeptAsync(cancellationToken);
}

/// <summary>Remembers no request.</summary>
internal sealed class NoRequestTokens : IRequestTokenStore
{
    public Task<TokenAnswer?> FindAsync(string operation, string token, CancellationToken cancellationToken) => Task.FromResult<TokenAnswer?>(null);
}

/// <summary>Gives definitions without what they say of order.</summary>
internal sealed partial class DisorderedPipelineStore(IPipelineStore inner) : IPipelineStore
{
    public Task<PipelineRecord?> CreateAsync(NewPipeline pipeline, TokenAnswer? token, CancellationToken cancellationToken) => inner.CreateAsync(pipeline, token, cancellationToken);

    public Task<PipelineRecord?> UpdateAsync(long pipelineId, PipelineChange change, CancellationToken cancellationToken) => inner.UpdateAsync(pipelineId, change, cancellationToken);

    public Task<bool> DeleteAsync(long pipelineId, TokenAnswer? token, CancellationToken cancellationToken) => inner.DeleteAsync(pipelineId, token, cancellationToken);

    public Task<PipelineRecord?> FindAsync(PipelineArn arn, CancellationToken cancellationToken) => inner.FindAsync(arn, cancellationToken);

    public async Task<PipelineVersionRecord?> FindVersionAsync(long pipelineId, int? version, CancellationToken cancellationToken) =>
        await inner.FindVersionAsync(pipelineId, version, cancellationToken) is { } found ? found with { Definition = Order().Replace(found.Definition, "") } : null;

    public Task<Page<ListedVersion>> ListVersionsAsync(PipelineVersionQuery query, CancellationToken cancellationToken) => inner.ListVersionsAsync(query, cancellationToken);

    public Task<bool> UpdateVersionAsync(long pipelineId, int version, VersionChange change, CancellationToken cancellationToken) =>
        inner.UpdateVersionAsync(pipelineId, version, change, cancellationToken);

    public Task<ValueList<Tag>> TagsAsync(PipelineArn arn, CancellationToken cancellationToken) => inner.TagsAsync(arn, cancellationToken);

    public Task<Page<PipelineRecord>> ListAsync(PipelineQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public Task<int> CountAsync(AwsScope scope, CancellationToken cancellationToken) => inner.CountAsync(scope, cancellationToken);
    [GeneratedRegex(@",\s*""DependsOn"":\s*\[[^\]]*\]")]
    private static partial Regex Order();
}
