using System.Text.Json;
using Refrain.Cli.Api;
using Refrain.Cli.Printing;
using Refrain.Core;
using Refrain.Core.Definitions;
using Spectre.Console;

namespace Refrain.Cli.Pipelines;

/// <summary>What <c>pipeline describe</c> prints for people.</summary>
internal static class PipelineDescription
{
    public static void Show(Screen screen, JsonElement pipeline)
    {
        var definition = pipeline.Required("PipelineDefinition");
        if (PipelineSketch.Read(definition) is { } sketch)
        {
            screen.Write(PipelineTree.Draw(pipeline.Required("PipelineName"), sketch));
        }
        else
        {
            screen.Line(pipeline.Required("PipelineName"), Styles.Title);
        }

        screen.Line();
        screen.Write(Facts(pipeline));
        if (DefinitionReader.ReadAccepted(definition, Limits.Default).Definition is { Parameters.Count: > 0 } read)
        {
            screen.Line();
            screen.Write(Parameters(read));
        }
    }

    private static Table Facts(JsonElement pipeline)
    {
        var table = Styles.NewTable(Styles.Narrow(""), Styles.Column("")).HideHeaders();
        foreach (var (name, value) in new[]
        {
            ("ARN", pipeline.Text("PipelineArn")),
            ("Description", pipeline.Text("PipelineDescription")),
            ("Status", pipeline.Text("PipelineStatus")),
            ("Role", pipeline.Text("RoleArn")),
            ("Created", Durations.Show(pipeline.Time("CreationTime"))),
            ("Changed", Durations.Show(pipeline.Time("LastModifiedTime"))),
            ("Last execution", Durations.Show(pipeline.Time("LastRunTime"))),
        })
        {
            if (!string.IsNullOrEmpty(value))
            {
                table.AddRow(Styles.Cell(name, Styles.Quiet), Styles.Cell(value));
            }
        }

        return table;
    }

    private static Table Parameters(PipelineDefinition definition)
    {
        var table = Styles.NewTable(Styles.Column("PARAMETER"), Styles.Narrow("TYPE"), Styles.Column("DEFAULT"));
        foreach (var parameter in definition.Parameters)
        {
            table.AddRow(
                Styles.Cell(parameter.Name),
                Styles.Cell(parameter.Type.ToString()),
                Styles.Cell(parameter.Default ?? ""));
        }

        return table;
    }
}
