using System.Text.Json.Nodes;
using Refrain.Aws;
using Refrain.Cli.Api;
using Refrain.Core;
using Refrain.Core.Definitions;

namespace Refrain.Cli.Pipelines;

/// <summary>One step as people see it in a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">For example <c>Training</c>.</param>
/// <param name="After">The steps it waits for directly, in the definition's order; a branch step waits for its condition.</param>
/// <param name="When">The outcome under which its condition runs it; null outside of branches.</param>
internal sealed record SketchedStep(string Name, string Type, ValueList<string> After, bool? When);

/// <summary>What there is to draw of a definition.</summary>
internal sealed record PipelineSketch(ValueList<SketchedStep> Steps)
{
    /// <summary>The sketch of a definition's text; null when it cannot be read here (a step type of a newer service, say).</summary>
    public static PipelineSketch? Read(string definition)
    {
        if (DefinitionReader.ReadAccepted(definition, Limits.Default).Definition is not { } read)
        {
            return null;
        }

        var names = read.Graph.Names;
        return new PipelineSketch([.. read.Steps.Select(step => new SketchedStep(
            step.Name.Value,
            step.Type.Name,
            [.. read.Graph.DependenciesOf(step.Position).ToArray().Select(earlier => names[earlier].Value)],
            step.Branch?.When))]);
    }

    /// <summary>The sketch of what an execution runs; null when it is not known any more, or cannot be read here.</summary>
    public static async Task<PipelineSketch?> OfExecutionAsync(SageMakerApi api, string executionArn, CancellationToken cancellationToken)
    {
        try
        {
            var request = new JsonObject { ["PipelineExecutionArn"] = executionArn };
            var answer = await api.CallAsync("DescribePipelineDefinitionForExecution", request, cancellationToken);
            return Read(answer.Required("PipelineDefinition"));
        }
        catch (AwsServiceException gone) when (gone.Code is "ResourceNotFound")
        {
            return null;
        }
    }
}
