using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>
/// Experiment, trial and trial components of executions that name an experiment: written in the transaction of the start, and of the record of each launch, so that
/// they are there exactly when what they stand for is. What is there already stays as it is.
/// </summary>
internal static class TrackedExecutions
{
    private const string System = "refrain";

    /// <summary>An execution starts.</summary>
    public static async Task BeginAsync(SqlSession session, NewExecution execution)
    {
        if (execution.Experiment is not { ExperimentName: { Length: > 0 } experiment, TrialName: { Length: > 0 } trial })
        {
            return;
        }

        var (scope, at) = (execution.Arn.Pipeline.Scope, execution.Started.At);
        var made = new ExperimentEntity(scope, ExperimentKind.Experiment, experiment, RawJson.EmptyObject, at, at) { CreatedBy = execution.CreatedBy };
        await SqlExperimentStore.InsertAsync(session, made);
        await SqlExperimentStore.InsertAsync(session, made with { Kind = ExperimentKind.Trial, Name = trial, Experiment = experiment });
    }

    /// <summary>A job was launched, or asked for, in an execution.</summary>
    public static async Task AddAsync(SqlSession session, long executionSeq, JobRecord job)
    {
        if (job.New is not { } fresh)
        {
            return;
        }

        await SqlTagStore.SaveAsync(session, job.Arn, fresh.Tags);
        var trial = await session.FindAsync<string>("select trial_name from execution where seq = @executionSeq and has_experiment = 1", new { executionSeq });
        if (trial is null || await SqlExperimentStore.IdAsync(session, job.Scope, ExperimentKind.Trial, trial) is not { } trialId)
        {
            return;
        }

        await SqlExperimentStore.InsertAsync(session, new ExperimentEntity(job.Scope, ExperimentKind.TrialComponent, fresh.ComponentName, RawJson.EmptyObject, job.CreatedAt, job.CreatedAt)
        {
            DisplayName = fresh.ComponentDisplayName, SourceArn = job.Arn, CreatedBy = System,
        });
        var componentId = await SqlExperimentStore.IdAsync(session, job.Scope, ExperimentKind.TrialComponent, fresh.ComponentName);
        await session.ExecuteAsync("insert into trial_member (trial_id, component_id) values (@trialId, @componentId) on conflict do nothing", new { trialId, componentId });
    }
}
