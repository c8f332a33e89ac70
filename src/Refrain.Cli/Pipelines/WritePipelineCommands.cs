using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;
using Refrain.Cli.Printing;

namespace Refrain.Cli.Pipelines;

/// <summary><c>pipeline create</c> and <c>pipeline update</c>: both send a definition.</summary>
internal static class WritePipelineCommands
{
    /// <summary>Refrain checks no roles; the API wants one that looks right.</summary>
    internal const string DefaultRole = "arn:aws:iam::123456789012:role/RefrainPipelineRole";

    private const string StandardInput = "-";

    public static CliCommand Create(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var (name, definition, role, description) = (NewName(), Definition(required: true), Role($"[default: {DefaultRole}]"), Description());
        var command = new CliCommand(
            "create",
            "Create a pipeline from a definition, the JSON document that the SageMaker SDK's pipeline.definition() prints.",
            "refrain pipeline create AbalonePipeline --definition pipeline.json",
            "python make_pipeline.py | refrain pipeline create AbalonePipeline --definition -")
        {
            name, definition, role, description, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var request = new JsonObject
            {
                ["PipelineName"] = parsed.GetRequiredValue(name),
                ["PipelineDefinition"] = await ReadAsync(parsed.GetRequiredValue(definition)!, cancellationToken),
                ["RoleArn"] = parsed.GetValue(role) ?? DefaultRole,
            };
            AddText(request, "PipelineDescription", parsed.GetValue(description));
            var answer = await session.Api.CallOnceAsync("CreatePipeline", request, cancellationToken);
            return Say(session.Screen, request, answer, "is created", parsed.GetValue(common.Json));
        });
        return command;
    }

    public static CliCommand Update(CliHost host, ConnectionOptions connection, CommonArguments common)
    {
        var (name, definition, role, description) = (common.Pipeline(), Definition(required: false), Role("[otherwise: stays]"), Description());
        var command = new CliCommand(
            "update",
            "Update a pipeline. A new definition makes its next version; executions that run keep theirs.",
            "refrain pipeline update AbalonePipeline --definition pipeline.json")
        {
            name, definition, role, description, common.Json,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var request = new JsonObject { ["PipelineName"] = parsed.GetRequiredValue(name) };
            if (parsed.GetValue(definition) is { } file)
            {
                request["PipelineDefinition"] = await ReadAsync(file, cancellationToken);
            }

            AddText(request, "RoleArn", parsed.GetValue(role));
            AddText(request, "PipelineDescription", parsed.GetValue(description));
            var answer = await session.Api.CallAsync("UpdatePipeline", request, cancellationToken);
            return Say(session.Screen, request, answer, "is updated", parsed.GetValue(common.Json));
        });
        return command;
    }

    private static int Say(Screen screen, JsonObject request, JsonElement answer, string done, bool json)
    {
        if (json)
        {
            screen.Json(answer);
            return ExitCode.Ok;
        }

        var name = request["PipelineName"]!.GetValue<string>(); // set by both callers
        screen.Line($"Pipeline {name} {done}.");
        if (request["PipelineDefinition"]?.GetValue<string>() is { } definition && PipelineSketch.Read(definition) is { } sketch)
        {
            screen.Line();
            screen.Write(PipelineTree.Draw(name, sketch));
        }

        return ExitCode.Ok;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (file == StandardInput)
        {
            return await Console.In.ReadToEndAsync(cancellationToken);
        }

        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The definition cannot be read: {unreadable.Message}", "Give the path of a readable file to --definition.");
        }
    }

    private static void AddText(JsonObject request, string member, string? text)
    {
        if (text is not null)
        {
            request[member] = text;
        }
    }

    private static Argument<string> NewName() => new("NAME") { Description = "Name of the new pipeline: letters, digits and hyphens" };

    private static Option<string?> Definition(bool required) => new("--definition")
    {
        HelpName = "FILE",
        Description = "The definition's JSON; - reads standard input",
        Required = required,
    };

    private static Option<string?> Role(string otherwise) => new("--role-arn") { HelpName = "ARN", Description = $"Role of the pipeline {otherwise}" };

    private static Option<string?> Description() => new("--description") { HelpName = "TEXT", Description = "What the pipeline is for" };
}
