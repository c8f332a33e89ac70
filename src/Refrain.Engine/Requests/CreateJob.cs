using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Work;

namespace Refrain.Engine.Requests;

/// <summary>Asks for a job outside any pipeline. <paramref name="Arguments"/> is the request as it came, held against the API model.</summary>
public sealed record CreateJobRequest(Caller Caller, JobKind Kind, RawJson Arguments);

/// <summary>
/// A job outside any pipeline is an execution of exactly one step, of a pipeline that is in no list (ADR 11). It is stored together with the job's first record,
/// so that whoever was answered finds the job, and whoever was not can ask again and is told.
/// </summary>
public sealed class CreateJob(IExecutionStore executions, DirectJobPipelines pipelines, FindModel findModel, Coordinator coordinator, Quotas quotas, IIdSource ids, TimeProvider clock, Limits limits)
{
    /// <summary>The job's ARN; nothing has run yet.</summary>
    /// <exception cref="RefusalException">The request is not right, or the name was given before: nothing was stored.</exception>
    public async Task<string> HandleAsync(CreateJobRequest request, CancellationToken cancellationToken)
    {
        var arguments = request.Arguments.Parse();
        var type = DirectJobPipelines.TypeOf(request.Kind);
        Check(type, arguments);
        if (await findModel.FindAsync(request.Caller.Scope, type, arguments, cancellationToken) is { Problem: { } missing })
        {
            throw RefusalException.Invalid(missing);
        }

        quotas.CheckRunningExecutions();
        var pipeline = await pipelines.GetAsync(request.Caller.Scope, request.Kind, cancellationToken);
        var execution = Execution(request, type, arguments, pipeline);
        try
        {
            await executions.StartAsync(execution, token: null, cancellationToken);
        }
        catch (JobNameTakenException)
        {
            throw NameTaken(request.Kind, execution.Job!.Arn); // made below
        }
        finally
        {
            coordinator.Wake(execution.Arn); // also when the store failed to answer: the job may be there
        }

        return execution.Job!.Arn;
    }

    private void Check(IJobStepType type, JsonElement arguments)
    {
        ResourceTags.Check(NewJobs.Tags(arguments));
        var problems = new List<Diagnostic>();
        type.CheckArguments(arguments, limits, problems.Add);
        if (problems.Count > 0)
        {
            throw RefusalException.Invalid(Diagnostic.Render("", problems.ToValueList()));
        }
    }

    private NewExecution Execution(CreateJobRequest request, IJobStepType type, JsonElement arguments, PipelineRecord pipeline)
    {
        var (now, name) = (clock.GetUtcNow(), arguments.Text($"{request.Kind}Name") ?? throw new System.Diagnostics.UnreachableException("The request was not checked."));
        var arn = new PipelineExecutionArn(pipeline.Arn, ids.NextExecutionId());
        var plan = new ExecutionPlan { Parameters = [], Job = new DirectJob(name, request.Arguments) };
        return new NewExecution(
            arn, pipeline.Id, pipeline.LatestVersion, name, Description: null, MaxParallelSteps: null, SelectiveConfig: null, Experiment(arguments), request.Caller.Name,
            new ExecutionEvent.ExecutionStarted(now, plan))
        {
            Job = Job(request, type, arguments, name, new JobToken(arn.ExecutionId, DirectJobPipelines.Step, Attempt: 1), now),
        };
    }

    private static JobRecord Job(CreateJobRequest request, IJobStepType type, JsonElement arguments, string name, JobToken maker, DateTimeOffset now)
    {
        var scope = request.Caller.Scope;
        var asked = new JobRequest(DirectJobPipelines.StepOf(request.Kind), arguments, name, scope.Arn($"{type.ArnResource}/{name}"), []);
        var job = new JobRecord(
            scope, request.Kind, name, $"{JobStatus.InProgress}", now, now, type.Describe(asked, new JobProgress(now, now, JobStatus.InProgress, End: null, FailureReason: null)))
        {
            Maker = maker,
        };
        return job with { New = NewJobs.Of(job, name, arguments) };
    }

    private static ExperimentConfig? Experiment(JsonElement arguments) =>
        arguments.Member("ExperimentConfig") is { } config ? new ExperimentConfig(config.Text("ExperimentName"), config.Text("TrialName")) : null;

    private static RefusalException NameTaken(JobKind kind, string arn)
    {
        var what = kind switch { JobKind.TrainingJob => "Training job", JobKind.ProcessingJob => "Processing job", _ => "Transform job" };
        return new RefusalException(
            RefusalKind.InUse, $"{what} names must be unique within an AWS account and region, and a {what.ToLowerInvariant()} with this name already exists ({arn})");
    }
}
