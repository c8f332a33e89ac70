using System.CommandLine;
using Refrain.Cli.CommandLine;

namespace Refrain.Cli.Planning;

/// <summary>The options of everything that plans a run: <c>plan</c>, <c>start</c> and <c>resume</c>.</summary>
internal sealed class RunOptions(CommonArguments common)
{
    private readonly Option<string[]> exclude = common.OfSteps("--exclude", "SELECTOR", "Steps that do not run; may be repeated", step => [step]);

    private readonly Option<string[]> setOutput = common.OfSteps(
        "--set-output",
        "STEP.PATH=VALUE",
        "Give an output of a step that does not run: JSON, text, or @FILE with JSON; may be repeated",
        step => [$"{step}."]);

    private readonly Option<string[]> forceCondition = common.OfSteps(
        "--force-condition", "STEP=true|false", "Give the outcome of a condition instead of evaluating it; may be repeated", step => [$"{step}=true", $"{step}=false"]);

    private readonly Option<string[]> parameters = new("--parameter", "-p") { HelpName = "NAME=VALUE", Description = "Value of a pipeline parameter; may be repeated" };

    public void AddTo(Command command)
    {
        command.Options.Add(exclude);
        command.Options.Add(setOutput);
        command.Options.Add(forceCondition);
        command.Options.Add(parameters);
    }

    public RunWishes Read(ParseResult parsed) => new(
        parsed.GetValue(parameters) ?? [], parsed.GetValue(exclude) ?? [], parsed.GetValue(setOutput) ?? [], parsed.GetValue(forceCondition) ?? []);
}

/// <summary>The options of <c>plan</c> and <c>start</c>.</summary>
internal sealed class PlanOptions(CommonArguments common)
{
    private readonly Argument<string> pipeline = common.Pipeline();
    private readonly Option<string[]> select = common.OfSteps(
        "--select", "SELECTOR", "Run only these steps (Train,Evaluate or +Train or state:failed+; docs/selectors.md), take everything else from a reference execution; may be repeated", step => [step]);

    private readonly Option<bool> close = new("--close") { Description = "Also run the steps that lie between the selected ones" };
    private readonly Option<string?> reference = common.Reference();
    private readonly Option<bool> noReference = new("--no-reference") { Description = "With --select: take nothing from a reference; right when the selected steps need no other" };
    private readonly Option<string[]> reuse = common.OfSteps(
        "--reuse", "STEP@EXECUTION", "Take the result of this step from an execution of its own instead of the reference; may be repeated", step => [$"{step}@"]);

    private readonly RunOptions run = new(common);
    private readonly Option<bool> parametersFromReference = new("--parameters-from-reference") { Description = "Take parameters that are not given from the reference instead of the defaults" };
    private readonly Option<int?> version = new("--version") { HelpName = "N", Description = "Version of the pipeline to run [otherwise: the latest]" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(pipeline);
        command.Options.Add(select);
        command.Options.Add(close);
        command.Options.Add(reference);
        command.Options.Add(noReference);
        command.Options.Add(reuse);
        run.AddTo(command);
        command.Options.Add(parametersFromReference);
        command.Options.Add(version);
    }

    public PlanWishes Read(ParseResult parsed) => new()
    {
        Pipeline = parsed.GetRequiredValue(pipeline),
        Run = run.Read(parsed),
        Select = parsed.GetValue(select) ?? [],
        Close = parsed.GetValue(close),
        Reference = parsed.GetValue(reference),
        NoReference = parsed.GetValue(noReference),
        Reuse = parsed.GetValue(reuse) ?? [],
        ParametersFromReference = parsed.GetValue(parametersFromReference),
        Version = parsed.GetValue(version),
    };
}

/// <summary>The options of <c>start</c> and <c>resume</c>.</summary>
internal sealed class LabelOptions
{
    private readonly Option<string?> displayName = new("--display-name") { HelpName = "TEXT", Description = "What the execution is called" };
    private readonly Option<string?> description = new("--description") { HelpName = "TEXT", Description = "What the execution is for" };
    private readonly Option<int?> maxParallel = new("--max-parallel") { HelpName = "N", Description = "How many steps run at once at most" };
    private readonly Option<bool> allowStale = new("--allow-stale") { Description = "Start also when a parameter would be without effect, because only reused steps read it" };

    public void AddTo(Command command)
    {
        command.Options.Add(allowStale);
        command.Options.Add(displayName);
        command.Options.Add(description);
        command.Options.Add(maxParallel);
    }

    public StartLabels Read(ParseResult parsed) => new(
        parsed.GetValue(displayName), parsed.GetValue(description), parsed.GetValue(maxParallel), parsed.GetValue(allowStale));
}
