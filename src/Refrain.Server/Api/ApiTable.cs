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
        ApiOperation.Stream<OpenApi>(
            "/api/v1/openapi.json",
            "GetOpenApi",
            "This document.",
            "application/json",
            (document, call) => document.AnswerAsync(call)),
    ];
}
