using System.CommandLine;
using System.CommandLine.Completions;
using Refrain.Cli.Planning;

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

    /// <summary>An option about steps that may be repeated, completed with what <paramref name="complete"/> makes of a step's name.</summary>
    public Option<string[]> OfSteps(string name, string helpName, string description, Func<string, IEnumerable<string>> complete)
    {
        var option = new Option<string[]>(name) { HelpName = helpName, Description = description };
        option.CompletionSources.Add(_ => words.Steps.SelectMany(complete).Select(word => new CompletionItem(word)));
        return option;
    }

    public Option<string?> Reference()
    {
        var reference = new Option<string?>("--reference")
        {
            HelpName = "EXECUTION",
            Description = "The reference execution: ARN, id or unique beginning of an id; latest (that has ended), latest-succeeded, none [otherwise, with --select: latest]",
        };
        reference.CompletionSources.Add(_ => [.. new[] { PlanWishes.Latest, PlanWishes.LatestSucceeded, PlanWishes.None }.Concat(words.Executions).Select(word => new CompletionItem(word))]);
        return reference;
    }
}
