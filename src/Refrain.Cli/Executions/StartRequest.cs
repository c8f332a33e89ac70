using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.Connecting;
using Refrain.Cli.Planning;

namespace Refrain.Cli.Executions;

/// <summary>A start in the words of AWS's StartPipelineExecution: what any SageMaker endpoint understands.</summary>
/// <param name="Pipeline">Name or ARN.</param>
/// <param name="Select">Names of selected steps, each text one or several with commas; empty for a full run.</param>
/// <param name="Reference">The reference execution in the user's words; null for the latest.</param>
/// <param name="NoReference">Send none.</param>
/// <param name="Parameters">Texts like <c>Name=Value</c>.</param>
internal sealed record StartRequest(
    string Pipeline, IReadOnlyList<string> Select, string? Reference, bool NoReference, IReadOnlyList<string> Parameters)
{
    /// <summary>The version of the pipeline; null for the latest.</summary>
    public int? Version { get; init; }

    /// <summary>What is said of the execution.</summary>
    public StartLabels Labels { get; init; } = StartLabels.None;

    /// <summary>The wishes in AWS's words.</summary>
    /// <exception cref="CliException">AWS has none for some of them.</exception>
    public static StartRequest Of(CliSession session, PlanWishes wishes, StartLabels labels)
    {
        if (wishes.BeyondAws() is { Count: > 0 } beyond)
        {
            throw PlanAnswer.NoRefrain(session, $"{string.Join(", ", beyond)} need{(beyond.Count == 1 ? "s" : "")}");
        }

        var isNone = wishes.NoReference || wishes.Reference is PlanWishes.None;
        var reference = isNone || wishes.Reference is PlanWishes.Latest ? null : wishes.Reference;
        return new StartRequest(wishes.Pipeline, wishes.Select, reference, isNone, wishes.Run.Parameters) { Version = wishes.Version, Labels = labels };
    }

    /// <summary>Starts the execution.</summary>
    /// <returns>The answer of StartPipelineExecution.</returns>
    /// <exception cref="CliException">The request makes no sense, or names no one execution.</exception>
    public async Task<JsonElement> SendAsync(SageMakerApi api, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["PipelineName"] = Pipeline };
        RunWishes.Add(request, "PipelineParameters", Parameters.Select(text => RunWishes.Parameter(text, "Name", "Value")));
        AddLabels(request);

        if (await SelectionAsync(api, cancellationToken) is { } selection)
        {
            request["SelectiveExecutionConfig"] = selection;
        }

        return await api.CallOnceAsync("StartPipelineExecution", request, cancellationToken);
    }

    private async Task<JsonObject?> SelectionAsync(SageMakerApi api, CancellationToken cancellationToken)
    {
        var steps = Select.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        RequireSense(steps.Count);
        if (steps.Count == 0)
        {
            return null;
        }

        var selection = new JsonObject
        {
            ["SelectedSteps"] = new JsonArray([.. steps.Select(step => new JsonObject { ["StepName"] = step })]),
        };
        if (await ReferenceArnAsync(api, cancellationToken) is { } arn)
        {
            selection["SourcePipelineExecutionArn"] = arn;
        }

        return selection;
    }

    // The service has no default for the reference; clients choose it, and the SDK takes the latest (spec of selective execution, 1).
    private async Task<string?> ReferenceArnAsync(SageMakerApi api, CancellationToken cancellationToken)
    {
        if (NoReference)
        {
            return null;
        }

        var finder = new ExecutionFinder(api);
        var name = Pipeline[(Pipeline.LastIndexOf('/') + 1)..];
        return Reference is null
            ? await finder.LatestAsync(name, cancellationToken)
            : await finder.FindAsync(Reference, name, cancellationToken);
    }

    private void RequireSense(int selected)
    {
        if (selected == 0 && Select.Count > 0)
        {
            throw new CliException("--select names no step.", "Add the name of one, or leave --select out.", ExitCode.Usage);
        }
    }

    private void AddLabels(JsonObject request)
    {
        if (Version is { } version)
        {
            request["PipelineVersionId"] = version;
        }

        if (Labels.DisplayName is { } name)
        {
            request["PipelineExecutionDisplayName"] = name;
        }

        if (Labels.Description is { } description)
        {
            request["PipelineExecutionDescription"] = description;
        }

        if (Labels.MaxParallel is { } number)
        {
            request["ParallelismConfiguration"] = new JsonObject { ["MaxParallelExecutionSteps"] = number };
        }
    }
}
