using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;

namespace Refrain.Storage.Sql;

/// <summary>A row of <c>step_report</c>.</summary>
internal sealed class StepReportRow
{
    public const string Columns =
        "step, position, type, status, started_at, ended_at, retries, failure_reason, metadata, job_name, isolation, result, identity, length, cache_key, cache_hit, job_attempt";

    public required string Step { get; init; }

    public long Position { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public long StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public long Retries { get; init; }

    public string? FailureReason { get; init; }

    public string? Metadata { get; init; }

    public string? JobName { get; init; }

    public string? Isolation { get; init; }

    public string? Result { get; init; }

    public string? Identity { get; init; }

    public long Length { get; init; }

    public string? CacheKey { get; init; }

    public string? CacheHit { get; init; }

    public long? JobAttempt { get; init; }

    /// <exception cref="JsonException">A stored document is damaged.</exception>
    public StepReport ToReport() => new()
    {
        Step = new StepName(Step),
        Position = (int)Position,
        Type = Type,
        Status = Enum.Parse<StepStatus>(Status),
        StartedAt = SqlTime.FromMs(StartedAt),
        EndedAt = SqlTime.FromMs(EndedAt),
        Retries = (int)Retries,
        FailureReason = FailureReason,
        Metadata = Metadata is null ? null : new RawJson(Metadata),
        JobName = JobName,
        Isolation = Isolation,
        Result = Result is null ? null : JsonSerializer.Deserialize(Result, StoredJson.Default.StepResult),
        Identity = Identity is null ? null : JsonSerializer.Deserialize(Identity, StoredJson.Default.StepIdentity),
        Length = (int)Length,
        CacheKey = CacheKey is null ? null : JsonSerializer.Deserialize(CacheKey, StoredJson.Default.StepCacheKey),
        JobAttempt = (int?)JobAttempt,
        CacheHit = CacheHit is null ? null : JsonSerializer.Deserialize(CacheHit, StoredJson.Default.CacheHit),
    };

    public static StepReportRow Of(StepReport report) => new()
    {
        Step = report.Step.Value,
        Position = report.Position,
        Type = report.Type,
        Status = $"{report.Status}",
        StartedAt = report.StartedAt.ToMs(),
        EndedAt = report.EndedAt?.ToMs(),
        Retries = report.Retries,
        FailureReason = report.FailureReason,
        Metadata = report.Metadata?.Text,
        JobName = report.JobName,
        Isolation = report.Isolation,
        Result = report.Result is null ? null : JsonSerializer.Serialize(report.Result, StoredJson.Default.StepResult),
        Identity = report.Identity is null ? null : JsonSerializer.Serialize(report.Identity, StoredJson.Default.StepIdentity),
        Length = report.Length,
        CacheKey = report.CacheKey is null ? null : JsonSerializer.Serialize(report.CacheKey, StoredJson.Default.StepCacheKey),
        JobAttempt = report.JobAttempt,
        CacheHit = report.CacheHit is null ? null : JsonSerializer.Serialize(report.CacheHit, StoredJson.Default.CacheHit),
    };

    public object Parameters(long execution) => new
    {
        execution, Step, Position, Type, Status, StartedAt, EndedAt, Retries, FailureReason, Metadata, JobName, Isolation, Result, Identity, Length, CacheKey, CacheHit, JobAttempt,
    };
}
