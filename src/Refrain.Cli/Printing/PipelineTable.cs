using System.Text.Json;
using Refrain.Cli.Api;
using Refrain.Core;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>Pipelines with their times; on a narrow screen only that of the latest execution stays.</summary>
internal static class PipelineTable
{
    private const int WithChange = 70;
    private const int WithCreation = 96;

    private static readonly (string Title, string Member, int FromWidth)[] times =
    [
        ("CREATED", "CreationTime", WithCreation),
        ("CHANGED", "LastModifiedTime", WithChange),
        ("LAST EXECUTION", "LastExecutionTime", 0),
    ];

    public static Table Draw(IEnumerable<JsonElement> pipelines, int width)
    {
        var shown = Array.FindAll(times, time => width >= time.FromWidth);
        var table = Styles.NewTable([Styles.Column("PIPELINE"), .. shown.Select(time => Styles.Narrow(time.Title))]);
        foreach (var pipeline in pipelines)
        {
            table.AddRow([Styles.Cell(pipeline.Required("PipelineName")), .. shown.Select(time => Styles.Cell(Durations.Show(pipeline.Time(time.Member))))]);
        }

        return table;
    }
}
