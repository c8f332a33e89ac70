using System.CommandLine;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;
using Refrain.Cli.Printing;
using Refrain.Core;
using Spectre.Console;

namespace Refrain.Cli.Pipelines;

/// <summary><c>refrain pipeline</c>: what is not about one execution.</summary>
internal static class PipelineCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection, CommonArguments common) =>
        new CliCommand("pipeline", "Create, update, describe, list and delete pipelines.")
        {
            WritePipelineCommands.Create(host, connection, common),
            WritePipelineCommands.Update(host, connection, common),
            Describe(host, connection, common),
            List(host, connection, common),
            Delete(host, connection, common),
        };

    private static CliCommand Describe(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var pipeline = common.Pipeline();
        var command = new CliCommand(
            "describe",
            "Show a pipeline: its graph, its parameters, its role.",
            "refrain pipeline describe AbalonePipeline",
            "refrain pipeline describe AbalonePipeline --json | jq -r .PipelineDefinition")
        {
            pipeline, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var request = new JsonObject { ["PipelineName"] = parsed.GetRequiredValue(pipeline) };
            var answer = await session.Api.CallAsync("DescribePipeline", request, cancellationToken);
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json(answer);
            }
            else
            {
                PipelineDescription.Show(session.Screen, answer);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static CliCommand List(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var command = new CliCommand("list", "List the pipelines by name.", "refrain pipeline list", "refrain pipeline list --json")
        {
            common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var pipelines = await session.Api.ListPipelinesAsync(cancellationToken);
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json("PipelineSummaries", pipelines);
                return ExitCode.Ok;
            }

            if (pipelines.Count == 0)
            {
                session.Screen.Aside("There is no pipeline yet. Create one with 'refrain pipeline create NAME --definition FILE'.");
                return ExitCode.Ok;
            }

            session.Screen.Write(PipelineTable.Draw(pipelines, session.Screen.Width));
            return ExitCode.Ok;
        });
        return command;
    }

    private static CliCommand Delete(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var pipeline = common.Pipeline();
        var command = new CliCommand(
            "delete",
            "Delete a pipeline with its versions and executions. Its jobs, models and model packages stay.",
            "refrain pipeline delete AbalonePipeline")
        {
            pipeline, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(pipeline);
            var answer = await session.Api.CallOnceAsync("DeletePipeline", new JsonObject { ["PipelineName"] = name }, cancellationToken);
            if (parsed.GetValue(common.Json))
            {
                session.Screen.Json(answer);
            }
            else
            {
                session.Screen.Line($"Pipeline {name} is deleted, with its executions.");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
