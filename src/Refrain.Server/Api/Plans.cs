using Refrain.Core;
using Refrain.Engine;
using Refrain.Engine.Requests;

namespace Refrain.Server.Api;

/// <summary>Plans runs, and starts what was planned: what AWS's StartPipelineExecution has no members for.</summary>
internal sealed class Plans(PlanPipelineExecution plan, PlanResumption resume, StartPlannedExecution start, ExecutionFinder finder)
{
    public async Task<PlanOutput> PlanAsync(ApiCall call, PlanInput input) =>
        PlanOutput.Of(await plan.HandleAsync(input.Request(call.Caller, call.Path("pipeline")), call.Cancellation));

    public Task<StartedOutput> StartAsync(ApiCall call, StartInput input)
    {
        var request = input.Request(call.Caller, call.Path("pipeline"));
        return StartAsync(call, $"{request}", () => plan.HandleAsync(request, call.Cancellation), input);
    }

    public async Task<PlanOutput> PlanResumptionAsync(ApiCall call, ResumeInput input) =>
        PlanOutput.Of(await resume.HandleAsync(await RequestAsync(call, input), call.Cancellation));

    public async Task<StartedOutput> ResumeAsync(ApiCall call, StartResumeInput input)
    {
        var request = await RequestAsync(call, input);
        return await StartAsync(call, $"{request}", () => resume.HandleAsync(request, call.Cancellation), input);
    }

    private async Task<StartedOutput> StartAsync(ApiCall call, string request, Func<Task<PlannedExecution>> make, IStartInput input)
    {
        if (input.MaxParallelExecutionSteps < 1)
        {
            throw RefusalException.Invalid($"maxParallelExecutionSteps is {input.MaxParallelExecutionSteps}: expected at least 1.");
        }

        if (input.ClientRequestToken is { Length: < 32 or > 128 } token)
        {
            throw RefusalException.Invalid($"clientRequestToken has {token.Length} characters: expected 32 to 128.");
        }

        var labels = new ExecutionLabels(call.Caller.Name, input.DisplayName, input.Description, input.MaxParallelExecutionSteps);
        var started = await start.HandleAsync(request, make, new PlannedStartOptions(labels, input.AllowStale ?? false, input.ClientRequestToken), call.Cancellation);
        return new StartedOutput(started.Arn, started.Plan is null ? null : PlanOutput.Of(started.Plan));
    }

    private async Task<PlanResumptionRequest> RequestAsync(ApiCall call, ResumptionInput input) => new()
    {
        Caller = call.Caller,
        Execution = await finder.GetAsync(call),
        UseCurrentDefinition = input.Definition switch
        {
            null or "original" => false,
            "current" => true,
            var other => throw RefusalException.Invalid($"definition is '{other}': expected original or current."),
        },
        Parameters = input.Overrides(),
        Exclude = input.Excluded(),
        Outputs = input.Outputs(),
        Forced = input.Forced(),
    };
}
