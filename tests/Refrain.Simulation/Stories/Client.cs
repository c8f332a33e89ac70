using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Stories;

/// <summary>Somebody who works with one pipeline: starts, selects, resumes, stops, changes and deletes, and asks again when no answer comes.</summary>
public sealed class Client(Scene scene, Server server, string pipeline)
{
    private readonly Chance chance = scene.Chance.For($"client {pipeline}");
    private readonly Voice voice = new(scene, server, pipeline);

    public async Task ActAsync()
    {
        await CreateAsync();
        for (var actions = chance.Between(2, 6); actions > 0; actions--)
        {
            await Task.Delay(chance.UpTo(TimeSpan.FromSeconds(200)), scene.Clock);
            await ActOnceAsync();
        }
    }

    private Task ActOnceAsync() => chance.Below(24) switch
    {
        < 5 => StartAsync(null),
        < 9 => SelectAsync(),
        < 12 => PlannedAsync(),
        < 14 => ResumeAsync(),
        < 16 => RetryAsync(),
        16 or 17 => SelectWhileRetriedAsync(),
        < 20 => StopAsync(),
        20 or 21 => LimitAsync(),
        22 => UpdateAsync(),
        _ => chance.Happens(0.3) ? DeleteAsync() : UpdateAsync(),
    };

    private DrawnPipeline Draw()
    {
        var drawn = new PipelineMaker(chance).Draw();
        scene.Drawn[drawn.Text] = drawn;
        return drawn;
    }

    private async Task CreateAsync()
    {
        var token = voice.NextToken();
        var limit = Limit(0.3);
        var request = new CreatePipelineRequest(
            Scene.Caller, pipeline, null, null, "arn:aws:iam::123456789012:role/r", new DefinitionSource(Draw().Text, null), limit, [], token);
        await voice.AskAsync("CreatePipeline", engine => engine.Create.HandleAsync(request, CancellationToken.None));
    }

    private async Task UpdateAsync()
    {
        var request = new UpdatePipelineRequest(Scene.Caller, pipeline, null, null, null, new DefinitionSource(Draw().Text, null), null);
        await voice.AskAsync("UpdatePipeline", engine => engine.Update.HandleAsync(request, CancellationToken.None));
    }

    private async Task DeleteAsync()
    {
        scene.Promises.Deleted.Add(pipeline);
        var token = voice.NextToken();
        await voice.AskAsync("DeletePipeline", engine => engine.Delete.HandleAsync(new DeletePipelineRequest(Scene.Caller, pipeline, token), CancellationToken.None));
        await CreateAsync();
    }

    private async Task StartAsync(SelectiveRequest? selective)
    {
        var token = voice.NextToken();
        var request = new StartPipelineExecutionRequest
        {
            Caller = Scene.Caller,
            Pipeline = pipeline,
            DisplayName = token,
            Selective = selective,
            MaxParallelSteps = Limit(0.2),
            Parameters = chance.Happens(0.3) ? [new ParameterOverride("Rounds", $"{chance.Between(1, 3)}")] : [],
            ClientRequestToken = token,
        };
        for (var times = chance.Happens(0.2) ? 2 : 1; times > 0; times--)
        {
            if (await voice.AskAsync("StartPipelineExecution", engine => engine.Start.HandleAsync(request, CancellationToken.None)) is { } arn)
            {
                voice.Told(token, arn);
            }
        }
    }

    /// <summary>Selects a stretch of steps as AWS's request does; whether it can be, the planner says.</summary>
    private Task SelectAsync() => PickEnded() is { } source ? SelectAsync(source) : Task.CompletedTask;

    /// <summary>A selective run and a retry of its reference, at the same moment: what the run takes over must not change under it.</summary>
    private async Task SelectWhileRetriedAsync()
    {
        if (PickUnlucky() is { } source)
        {
            await Task.WhenAll(SelectAsync(source), RetryAsync(source));
        }
    }

    private async Task SelectAsync(ExecutionRecord source)
    {
        if (await DefinitionAsync(source) is not { } definition)
        {
            return;
        }

        var selected = new bool[definition.Steps.Count];
        selected[chance.Below(selected.Length)] = true;
        selected[chance.Below(selected.Length)] = true;
        foreach (var between in ChosenSteps.Between(definition.Graph, selected, _ => false))
        {
            selected[between] = true;
        }

        var names = definition.Steps.Where(step => selected[step.Position]).Select(step => step.Name).ToValueList();
        await StartAsync(new SelectiveRequest(source.Arn.ToString(), names, new RawJson("{}")));
    }

    private async Task PlannedAsync()
    {
        if (PickEnded() is not { } source || await DefinitionAsync(source) is not { } definition)
        {
            return;
        }

        var step = chance.Pick(definition.Steps);
        var request = new PlanPipelineExecutionRequest
        {
            Caller = Scene.Caller,
            Pipeline = pipeline,
            Choice = new StepChoice(chance.Happens(0.5) ? $"{step.Name}+" : $"{step.Name}", [], Close: true),
            Reference = chance.Happens(0.5) ? source.Arn.ToString() : null,
            Outputs = chance.Happens(0.4) ? Given(definition) : [],
            Forced = definition.Steps.Where(one => one.Type.Name == "Condition" && chance.Happens(0.3)).Select(one => new ForcedCondition(one.Name, chance.Happens(0.5))).ToValueList(),
            ParametersFromReference = chance.Happens(0.3),
        };
        await StartPlannedAsync(engine => engine.Plan.HandleAsync(request, CancellationToken.None));
    }

    private ValueList<OutputValue> Given(PipelineDefinition definition)
    {
        var step = chance.Pick(definition.Steps);
        return step.Type.Name == "Processing"
            ? [
                new OutputValue(step.Name, "ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri", JsonSerializer.SerializeToElement("s3://data/raw/")),
                new OutputValue(step.Name, "PropertyFiles.Report", JsonSerializer.SerializeToElement(new { value = 5 })),
            ]
            : [];
    }

    private async Task ResumeAsync()
    {
        if (PickEnded() is { } source)
        {
            var request = new PlanResumptionRequest { Caller = Scene.Caller, Execution = source, UseCurrentDefinition = chance.Happens(0.3) };
            await StartPlannedAsync(engine => engine.Resume.HandleAsync(request, CancellationToken.None));
        }
    }

    private async Task StartPlannedAsync(Func<EngineProcess, Task<PlannedExecution>> plan)
    {
        var token = voice.NextToken();
        var options = new PlannedStartOptions(new ExecutionLabels("alice", token, null, null), AllowStale: chance.Happens(0.7), token);
        if (await voice.AskAsync("StartPlannedExecution", engine => engine.StartPlanned.HandleAsync(token, () => plan(engine), options, CancellationToken.None)) is { } started)
        {
            voice.Told(token, started.Arn);
        }
    }

    private async Task StopAsync()
    {
        var running = Mine().Where(record => !record.HasEnded).ToList();
        if (running.Count > 0)
        {
            await StopAsync(chance.Pick(running).Arn);
        }
    }

    private async Task StopAsync(PipelineExecutionArn arn)
    {
        var token = voice.NextToken();
        if (await voice.AskAsync("StopPipelineExecution", engine => engine.Stop.HandleAsync(new StopPipelineExecutionRequest(arn.ToString(), token), CancellationToken.None)) is { } stopped)
        {
            scene.Promises.Stopped.Add(stopped);
        }
    }

    /// <summary>Changes how many steps of an execution may run at once.</summary>
    private async Task LimitAsync()
    {
        var running = Mine().Where(record => !record.HasEnded).ToList();
        if (running.Count > 0)
        {
            var request = new UpdatePipelineExecutionRequest(chance.Pick(running).Arn.ToString(), null, null, chance.Between(1, 3));
            await voice.AskAsync("UpdatePipelineExecution", engine => engine.UpdateExecution.HandleAsync(request, CancellationToken.None));
        }
    }

    private Task RetryAsync() => PickUnlucky() is { } unlucky ? RetryAsync(unlucky) : Task.CompletedTask;

    private async Task RetryAsync(ExecutionRecord unlucky)
    {
        var (arn, token, limit) = (unlucky.Arn.ToString(), voice.NextToken(), Limit(0.2));
        var retries = scene.Promises.Retries;
        retries[arn] = (retries.GetValueOrDefault(arn).Asked + 1, retries.GetValueOrDefault(arn).Told);
        if (await voice.AskAsync("RetryPipelineExecution", engine => engine.Retry.HandleAsync(new RetryPipelineExecutionRequest(arn, limit, token), CancellationToken.None)) is not null)
        {
            retries[arn] = (retries[arn].Asked, retries[arn].Told + 1);
        }
    }

    /// <summary>Stops everything that still runs.</summary>
    public async Task StopAllAsync()
    {
        foreach (var record in Mine().Where(record => record.Status == ExecutionStatus.Executing))
        {
            await StopAsync(record.Arn);
        }
    }

    private async Task<PipelineDefinition?> DefinitionAsync(ExecutionRecord execution) =>
        await scene.Stores.Pipelines.FindVersionAsync(execution.PipelineId, null, CancellationToken.None) is { } version ? scene.Drawn[version.Definition].Definition : null;

    private IEnumerable<ExecutionRecord> Mine() => scene.Stores.Executions.All.Where(record => record.Arn.Pipeline.Name == pipeline);

    private ExecutionRecord? PickEnded() => Pick(record => record.HasEnded);

    private ExecutionRecord? PickUnlucky() => Pick(record => record.Status is ExecutionStatus.Failed or ExecutionStatus.Stopped);

    private ExecutionRecord? Pick(Func<ExecutionRecord, bool> wanted)
    {
        var found = Mine().Where(wanted).ToList();
        return found.Count == 0 ? null : chance.Pick(found);
    }

    private int? Limit(double probability) => chance.Happens(probability) ? chance.Between(1, 3) : null;
}
