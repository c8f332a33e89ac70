using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World;

internal sealed class FatedExecutionStore(IExecutionStore inner, IFate fate) : IExecutionStore
{
    public Task StartAsync(NewExecution execution, TokenAnswer? token, CancellationToken cancellationToken) =>
        fate.CallAsync("Start", () => inner.StartAsync(execution, token, cancellationToken), cancellationToken);

    public Task<bool> AppendAsync(ExecutionAppend append, TokenAnswer? token, CancellationToken cancellationToken) =>
        fate.CallAsync("Append", () => inner.AppendAsync(append, token, cancellationToken), cancellationToken);

    public Task<bool> UpdateAsync(PipelineExecutionArn arn, ExecutionChange change, CancellationToken cancellationToken) =>
        fate.CallAsync("UpdateExecution", () => inner.UpdateAsync(arn, change, cancellationToken), cancellationToken);

    public Task<ExecutionRecord?> FindAsync(PipelineExecutionArn arn, CancellationToken cancellationToken) =>
        fate.CallAsync("FindExecution", () => inner.FindAsync(arn, cancellationToken), cancellationToken);

    public Task<ValueList<ExecutionEvent>> HistoryAsync(PipelineExecutionArn arn, int from, int? toLength, CancellationToken cancellationToken) =>
        fate.CallAsync("History", () => inner.HistoryAsync(arn, from, toLength, cancellationToken), cancellationToken);

    public Task<ValueList<StepReport>> ReportsAsync(PipelineExecutionArn arn, ValueList<StepName>? only, CancellationToken cancellationToken) =>
        fate.CallAsync("Reports", () => inner.ReportsAsync(arn, only, cancellationToken), cancellationToken);

    public Task<Page<ExecutionRecord>> ListAsync(ExecutionQuery query, CancellationToken cancellationToken) =>
        fate.CallAsync("ListExecutions", () => inner.ListAsync(query, cancellationToken), cancellationToken);

    public Task<ValueList<PipelineExecutionArn>> UnfinishedAsync(CancellationToken cancellationToken) =>
        fate.CallAsync("Unfinished", () => inner.UnfinishedAsync(cancellationToken), cancellationToken);
}

internal sealed class FatedPipelineStore(IPipelineStore inner, IFate fate) : IPipelineStore
{
    public Task<PipelineRecord?> CreateAsync(NewPipeline pipeline, TokenAnswer? token, CancellationToken cancellationToken) =>
        fate.CallAsync("CreatePipeline", () => inner.CreateAsync(pipeline, token, cancellationToken), cancellationToken);

    public Task<PipelineRecord?> UpdateAsync(long pipelineId, PipelineChange change, CancellationToken cancellationToken) =>
        fate.CallAsync("UpdatePipeline", () => inner.UpdateAsync(pipelineId, change, cancellationToken), cancellationToken);

    public Task<bool> DeleteAsync(long pipelineId, TokenAnswer? token, CancellationToken cancellationToken) =>
        fate.CallAsync("DeletePipeline", () => inner.DeleteAsync(pipelineId, token, cancellationToken), cancellationToken);

    public Task<PipelineRecord?> FindAsync(PipelineArn arn, CancellationToken cancellationToken) =>
        fate.CallAsync("FindPipeline", () => inner.FindAsync(arn, cancellationToken), cancellationToken);

    public Task<PipelineVersionRecord?> FindVersionAsync(long pipelineId, int? version, CancellationToken cancellationToken) =>
        fate.CallAsync("FindVersion", () => inner.FindVersionAsync(pipelineId, version, cancellationToken), cancellationToken);

    public Task<Page<ListedVersion>> ListVersionsAsync(PipelineVersionQuery query, CancellationToken cancellationToken) =>
        fate.CallAsync("ListVersions", () => inner.ListVersionsAsync(query, cancellationToken), cancellationToken);

    public Task<bool> UpdateVersionAsync(long pipelineId, int version, VersionChange change, CancellationToken cancellationToken) =>
        fate.CallAsync("UpdateVersion", () => inner.UpdateVersionAsync(pipelineId, version, change, cancellationToken), cancellationToken);

    public Task<ValueList<Tag>> TagsAsync(PipelineArn arn, CancellationToken cancellationToken) =>
        fate.CallAsync("Tags", () => inner.TagsAsync(arn, cancellationToken), cancellationToken);

    public Task<Page<PipelineRecord>> ListAsync(PipelineQuery query, CancellationToken cancellationToken) =>
        fate.CallAsync("ListPipelines", () => inner.ListAsync(query, cancellationToken), cancellationToken);

    public Task<int> CountAsync(AwsScope scope, CancellationToken cancellationToken) =>
        fate.CallAsync("CountPipelines", () => inner.CountAsync(scope, cancellationToken), cancellationToken);
}

internal sealed class FatedStepCache(IStepCache inner, IFate fate) : IStepCache
{
    public Task<ValueList<CacheEntry>> FindAsync(CacheQuery query, CancellationToken cancellationToken) =>
        fate.CallAsync("LookUpCache", () => inner.FindAsync(query, cancellationToken), cancellationToken);
}

internal sealed class FatedModelStore(IModelStore inner, IFate fate) : IModelStore
{
    public Task<ModelRecord?> CreateModelAsync(ModelRecord model, string madeBy, CancellationToken cancellationToken) =>
        fate.CallAsync("CreateModel", () => inner.CreateModelAsync(model, madeBy, cancellationToken), cancellationToken);

    public Task<ModelRecord?> FindModelAsync(AwsScope scope, string name, CancellationToken cancellationToken) =>
        fate.CallAsync("FindModel", () => inner.FindModelAsync(scope, name, cancellationToken), cancellationToken);

    public Task<ModelPackageRecord> RegisterAsync(NewModelPackage package, string madeBy, CancellationToken cancellationToken) =>
        fate.CallAsync("Register", () => inner.RegisterAsync(package, madeBy, cancellationToken), cancellationToken);

    public Task<ModelPackageRecord?> FindPackageAsync(AwsScope scope, string group, int version, CancellationToken cancellationToken) =>
        fate.CallAsync("FindPackage", () => inner.FindPackageAsync(scope, group, version, cancellationToken), cancellationToken);

    public Task<Page<ModelPackageRecord>> ListPackagesAsync(ModelPackageQuery query, CancellationToken cancellationToken) =>
        fate.CallAsync("ListPackages", () => inner.ListPackagesAsync(query, cancellationToken), cancellationToken);
}

internal sealed class FatedRequestTokenStore(IRequestTokenStore inner, IFate fate) : IRequestTokenStore
{
    public Task<TokenAnswer?> FindAsync(string operation, string token, CancellationToken cancellationToken) =>
        fate.CallAsync("FindToken", () => inner.FindAsync(operation, token, cancellationToken), cancellationToken);
}

internal sealed class FatedObjectStore(IObjectStore inner, IFate fate) : IObjectStore
{
    public Task<bool> CreateBucketAsync(string bucket, string region, CancellationToken cancellationToken) => inner.CreateBucketAsync(bucket, region, cancellationToken);

    public Task<BucketRecord?> FindBucketAsync(string bucket, CancellationToken cancellationToken) => inner.FindBucketAsync(bucket, cancellationToken);

    public Task<ObjectRecord?> PutAsync(S3Uri place, Stream bytes, ObjectHeaders headers, CancellationToken cancellationToken) =>
        inner.PutAsync(place, bytes, headers, cancellationToken);

    public Task<ValueList<ManifestEntry>> AdoptAsync(ValueList<FileToStore> files, CancellationToken cancellationToken) => inner.AdoptAsync(files, cancellationToken);

    public Task<ObjectRecord?> FindAsync(S3Uri place, CancellationToken cancellationToken) =>
        fate.CallAsync("FindObject", () => inner.FindAsync(place, cancellationToken), cancellationToken);

    public Task<ValueList<ObjectRecord>> ListAsync(S3Uri prefix, string after, int limit, CancellationToken cancellationToken) =>
        fate.CallAsync("ListObjects", () => inner.ListAsync(prefix, after, limit, cancellationToken), cancellationToken);

    public Stream? OpenBlob(string blob) => inner.OpenBlob(blob);

    public bool HasBlob(string blob) => inner.HasBlob(blob);

    public string? BlobPath(string blob) => inner.BlobPath(blob);
}

internal sealed class FatedRuntime(IStepRuntime inner, IFate fate) : IStepRuntime
{
    public ImageChoice Choose(string image) => inner.Choose(image);

    public Task<JobHandle> LaunchAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken) =>
        fate.CallAsync("Launch", () => inner.LaunchAsync(token, spec, cancellationToken), cancellationToken);

    public Task<JobEnd> WaitAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken) =>
        fate.CallAsync("Wait", () => inner.WaitAsync(token, spec, cancellationToken), cancellationToken);

    public Task StopAsync(JobToken token, JobSpec spec, CancellationToken cancellationToken) =>
        fate.CallAsync("Stop", () => inner.StopAsync(token, spec, cancellationToken), cancellationToken);

    public Task ForgetAsync(JobToken token, CancellationToken cancellationToken) =>
        fate.CallAsync("Forget", () => inner.ForgetAsync(token, cancellationToken), cancellationToken);

    public Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken) =>
        fate.CallAsync("Kept", () => inner.KeptAsync(cancellationToken), cancellationToken);
}
