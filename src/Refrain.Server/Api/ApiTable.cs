using Refrain.Core;

namespace Refrain.Server.Api;

/// <summary>All of Refrain's own endpoints. To add one: a file beside this one, its shapes in <see cref="ApiJson"/>, an entry here.</summary>
internal static class ApiTable
{
    public static ValueList<ApiOperation> All { get; } =
    [
        ApiOperation.Get<ExecutionSteps, ExecutionStepsOutput>(
            "/api/v1/executions/{executionId}/steps",
            "ListExecutionSteps",
            "The steps of an execution that started or are reused: ran or reused and why, how they were isolated, and when a reused result was made.",
            ApiJson.Default.ExecutionStepsOutput,
            (steps, call) => steps.AnswerAsync(call)),
        ApiOperation.Stream<StepLogs>(
            "/api/v1/executions/{executionId}/steps/{stepName}/logs",
            "GetStepLog",
            "What the program of a step wrote. The log of a reused step is that of the run that made its result.",
            "text/plain; charset=utf-8",
            (logs, call) => logs.AnswerAsync(call),
            ApiParameter.OfQuery("attempt", "integer", "Which try of the step, from 1; the latest when left out."),
            ApiParameter.OfQuery("follow", "boolean", "Whether to go on until the step has ended; false when left out.")),
        ApiOperation.Get<StepExplanations, ExplanationOutput>(
            "/api/v1/executions/{executionId}/steps/{stepName}/explain",
            "ExplainStep",
            "Why a step ran, was reused, hit or missed the cache or did not run, and what of it differs from the run before.",
            ApiJson.Default.ExplanationOutput,
            (explanations, call) => explanations.AnswerAsync(call)),
        ApiOperation.Post<Plans, PlanInput, PlanOutput>(
            "/api/v1/pipelines/{pipeline}/plan",
            "PlanPipelineExecution",
            "What a run of the pipeline would run, reuse and leave alone, with a reason for each step. Nothing is started; a selection that cannot run is answered with what blocks it.",
            ApiJson.Default.PlanInput,
            ApiJson.Default.PlanOutput,
            (plans, call, input) => plans.PlanAsync(call, input)),
        ApiOperation.Post<Plans, StartInput, StartedOutput>(
            "/api/v1/pipelines/{pipeline}/executions",
            "StartPlannedExecution",
            "Starts a run that is described as for a plan: with selectors, results of several executions, outputs and outcomes given by hand.",
            ApiJson.Default.StartInput,
            ApiJson.Default.StartedOutput,
            (plans, call, input) => plans.StartAsync(call, input)),
        ApiOperation.Post<Plans, ResumeInput, PlanOutput>(
            "/api/v1/executions/{executionId}/resume/plan",
            "PlanResumption",
            "What a new execution would do that runs what this one left undone and reuses the rest.",
            ApiJson.Default.ResumeInput,
            ApiJson.Default.PlanOutput,
            (plans, call, input) => plans.PlanResumptionAsync(call, input)),
        ApiOperation.Post<Plans, StartResumeInput, StartedOutput>(
            "/api/v1/executions/{executionId}/resume",
            "ResumeExecution",
            "Starts a new execution that runs what this one left undone and reuses the rest, with this one's parameters unless they are given.",
            ApiJson.Default.StartResumeInput,
            ApiJson.Default.StartedOutput,
            (plans, call, input) => plans.ResumeAsync(call, input)),
        ApiOperation.Get<ExecutionDifference, ExecutionDiffOutput>(
            "/api/v1/executions/{executionId}/diff/{otherExecutionId}",
            "CompareExecutions",
            "What is different in the second of two executions: definition, parameters, and for each step its fate, inputs, metrics and duration.",
            ApiJson.Default.ExecutionDiffOutput,
            (difference, call) => difference.AnswerAsync(call)),
        ApiOperation.Get<Coverage, CoverageOutput>(
            "/api/v1/pipelines/{pipeline}/coverage",
            "GetPipelineCoverage",
            "Which steps and branches of the current definition were ever executed, how often, when and where.",
            ApiJson.Default.CoverageOutput,
            (coverage, call) => coverage.AnswerAsync(call)),
        ApiOperation.Post<Backups, BackupInput, BackupOutput>(
            "/api/v1/backup",
            "MakeBackup",
            "Makes a backup of the server's data folder on the server's machine while everything goes on: one moment of the database, every blob that it names, keys and logs.",
            ApiJson.Default.BackupInput,
            ApiJson.Default.BackupOutput,
            (backups, call, input) => backups.MakeAsync(call, input)),
        ApiOperation.Post<Garbage, GarbageInput, GarbageOutput>(
            "/api/v1/gc",
            "CollectGarbage",
            "Removes executions that their pipelines' retention lets go, then logs, job folders and bytes that nothing names any more; or tells what would be removed.",
            ApiJson.Default.GarbageInput,
            ApiJson.Default.GarbageOutput,
            (garbage, call, input) => garbage.CollectAsync(call, input)),
        ApiOperation.Get<Doctor, DoctorOutput>(
            "/api/v1/doctor",
            "CheckHost",
            "What jobs need on the server's machine and what is missing there: isolation, disk, interpreters, packages, and what each entry of the image catalogue lacks.",
            ApiJson.Default.DoctorOutput,
            (doctor, call) => doctor.AnswerAsync(call)),
        ApiOperation.Stream<OpenApi>(
            "/api/v1/openapi.json",
            "GetOpenApi",
            "This document.",
            "application/json",
            (document, call) => document.AnswerAsync(call)),
    ];
}
