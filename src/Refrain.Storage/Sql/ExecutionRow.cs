using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>A row of <c>execution</c>, with the parts of its ARN that its pipeline holds.</summary>
internal sealed class ExecutionRow
{
    public const string Select =
        """
        select seq, execution.id as id, pipeline_id, pipeline_version, execution.display_name as display_name, execution.description as description, status,
               failure_reason, length, execution.max_parallel_steps as max_parallel_steps, selective_config, has_experiment, experiment_name, trial_name,
               plan, execution.created_at as created_at, execution.modified_at as modified_at, execution.created_by as created_by, region, account, name
        from execution join pipeline on pipeline.id = pipeline_id
        """;

    public long Seq { get; init; }

    public required string Id { get; init; }

    public long PipelineId { get; init; }

    public long PipelineVersion { get; init; }

    public required string DisplayName { get; init; }

    public string? Description { get; init; }

    public required string Status { get; init; }

    public string? FailureReason { get; init; }

    public long Length { get; init; }

    public long? MaxParallelSteps { get; init; }

    public string? SelectiveConfig { get; init; }

    public long HasExperiment { get; init; }

    public string? ExperimentName { get; init; }

    public string? TrialName { get; init; }

    public required string Plan { get; init; }

    public long CreatedAt { get; init; }

    public long ModifiedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string Region { get; init; }

    public required string Account { get; init; }

    public required string Name { get; init; }

    /// <exception cref="JsonException">The stored plan is damaged.</exception>
    public ExecutionRecord ToRecord() => new(
        new PipelineExecutionArn(new PipelineArn(new AwsScope(Region, Account), Name), Id),
        PipelineId,
        (int)PipelineVersion,
        DisplayName,
        Description,
        Enum.Parse<ExecutionStatus>(Status),
        FailureReason,
        (int)Length,
        (int?)MaxParallelSteps,
        SelectiveConfig is null ? null : new RawJson(SelectiveConfig),
        HasExperiment == 0 ? null : new ExperimentConfig(ExperimentName, TrialName),
        JsonSerializer.Deserialize(Plan, StoredJson.Default.ExecutionPlan) ?? throw new JsonException("A stored plan is null."),
        SqlTime.FromMs(CreatedAt),
        SqlTime.FromMs(ModifiedAt),
        CreatedBy);

    public static object Parameters(NewExecution execution) => new
    {
        Id = execution.Arn.ExecutionId,
        execution.PipelineId,
        execution.PipelineVersion,
        execution.DisplayName,
        execution.Description,
        Status = nameof(ExecutionStatus.Executing),
        execution.MaxParallelSteps,
        SelectiveConfig = execution.SelectiveConfig?.Text,
        HasExperiment = execution.Experiment is null ? 0 : 1,
        execution.Experiment?.ExperimentName,
        execution.Experiment?.TrialName,
        Plan = JsonSerializer.Serialize(execution.Started.Plan, StoredJson.Default.ExecutionPlan),
        At = execution.Started.At.ToMs(),
        execution.CreatedBy,
    };
}
