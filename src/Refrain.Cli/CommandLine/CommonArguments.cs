using System.CommandLine;

namespace Refrain.Cli.CommandLine;

/// <summary>Arguments and options that several commands have; the same name means the same everywhere.</summary>
internal sealed class CommonArguments(CompletionWords words)
{
    public Option<bool> Json { get; } = new("--json") { Description = "Print the API's answer as JSON" };

    public static Option<bool> Wait(string description) => new("--wait") { Description = description };

    public Argument<string> Pipeline()
    {
        var pipeline = new Argument<string>("PIPELINE") { Description = "Name of the pipeline, or its ARN" };
        pipeline.CompletionSources.Add(_ => words.Pipelines);
        return pipeline;
    }

    public Argument<string> Execution(string name = "EXECUTION")
    {
        var execution = new Argument<string>(name)
        {
            Description = "ARN, id or unique beginning of an id; @latest; PIPELINE@latest",
        };
        execution.CompletionSources.Add(_ => words.Executions);
        return execution;
    }

    public Option<string> Step()
    {
        var step = new Option<string>("--step") { HelpName = "STEP", Description = "Name of the step", Required = true };
        step.CompletionSources.Add(_ => words.Steps);
        return step;
    }

    public Option<string[]> Select()
    {
        var select = new Option<string[]>("--select")
        {
            HelpName = "STEP[,STEP]",
            Description = "Run only these steps and take everything else from a reference execution; may be repeated",
        };
        select.CompletionSources.Add(_ => words.Steps);
        return select;
    }
}
