using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;

namespace Refrain.Cli.Executions;

/// <summary>What the user asked <c>start</c> for, as written.</summary>
/// <param name="Pipeline">Name or ARN.</param>
/// <param name="Select">Selected steps, each text one or several with commas; empty for a full run.</param>
/// <param name="Reference">The reference execution in the user's words; null for the latest.</param>
/// <param name="NoReference">Send none.</param>
/// <param name="Parameters">Texts like <c>Name=Value</c>.</param>
internal sealed record StartRequest(
    string Pipeline, IReadOnlyList<string> Select, string? Reference, bool NoReference, IReadOnlyList<string> Parameters)
{
    /// <summary>Starts the execution.</summary>
    /// <returns>The answer of StartPipelineExecution.</returns>
    /// <exception cref="CliException">The request makes no sense, or names no one execution.</exception>
    public async Task<JsonElement> SendAsync(SageMakerApi api, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["PipelineName"] = Pipeline };
        if (Parameters.Count > 0)
        {
            request["PipelineParameters"] = new JsonArray([.. Parameters.Select(Parameter)]);
        }

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
        if (selected == 0 && (Reference is not null || NoReference || Select.Count > 0))
        {
            throw new CliException(
                "A reference execution is of use only for selected steps, and none is named.",
                "Add --select STEP, or leave --reference and --no-reference out.",
                ExitCode.Usage);
        }

        if (Reference is not null && NoReference)
        {
            throw new CliException("--reference and --no-reference exclude each other.", "Leave one of them out.", ExitCode.Usage);
        }
    }

    private static JsonObject Parameter(string text) => text.Split('=', 2) is [{ Length: > 0 } name, var value]
        ? new JsonObject { ["Name"] = name, ["Value"] = value }
        : throw new CliException($"'{text}' is not a parameter.", "Write -p NAME=VALUE.", ExitCode.Usage);
}
