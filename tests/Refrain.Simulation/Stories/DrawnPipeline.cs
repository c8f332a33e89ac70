using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Jobs;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Simulation.Time;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Simulation.Stories;

/// <summary>An input of a step that is an output of another.</summary>
public sealed record DrawnInput(string Step, string Input, string From);

/// <summary>A definition that a seed drew, and what the invariants need to know of it.</summary>
/// <param name="Text">The definition.</param>
/// <param name="Definition">The same, read.</param>
/// <param name="Inputs">Which input comes from which step.</param>
/// <param name="Cpus">What jobs claim that claim more than one.</param>
/// <param name="Thresholds">By condition: it is true when the number that the named step reports is at most this.</param>
public sealed record DrawnPipeline(
    string Text,
    PipelineDefinition Definition,
    IReadOnlyList<DrawnInput> Inputs,
    IReadOnlyDictionary<string, int> Cpus,
    IReadOnlyDictionary<string, (string Step, int AtMost)> Thresholds);

/// <summary>Draws pipelines: layers, fan-in, conditions with branches, models, steps that fail by design, steps that the cache may answer.</summary>
public sealed class PipelineMaker(Chance chance)
{
    /// <summary>The largest claim of one job.</summary>
    public const int MostCpus = 2;

    private readonly List<string> names = [];
    private readonly Dictionary<string, int> cpus = [];
    private readonly List<string> processing = []; // on no branch: everybody may read them
    private readonly List<string> training = [];
    private readonly List<DrawnInput> inputs = [];
    private readonly Dictionary<string, (string Step, int AtMost)> thresholds = [];
    private bool isOnBranch;

    public DrawnPipeline Draw()
    {
        var steps = new List<DrawnStep> { Job([], isTraining: false) };
        for (var count = chance.Between(0, 5); count > 0; count--)
        {
            steps.Add(chance.Below(10) switch
            {
                < 5 => Job([], isTraining: false),
                < 7 => Job([], isTraining: true),
                7 => Small([]),
                _ => Condition(),
            });
        }

        var text = Engine.Tests.World.Drawing.Draw.Pipeline([("Rounds", "Integer", 50)], [.. steps]);
        var reading = DefinitionReader.Read(text, Limits.Default);
        return reading.Definition is { } definition
            ? new DrawnPipeline(text, definition, inputs, cpus, thresholds)
            : throw new InvalidOperationException($"This is no definition: {Diagnostic.Render("", reading.Problems)}\n{text}");
    }

    private DrawnStep Condition()
    {
        var name = Name();
        var (of, most) = (chance.Pick(processing), chance.Below(10));
        thresholds[name] = (of, most);
        return DrawnStep.Condition(name, AtMost(PropertyFile(of, "Report", "value"), most), Branch(), Branch());
    }

    private DrawnStep[] Branch()
    {
        var onBranch = new List<string>();
        isOnBranch = true;
        var steps = new List<DrawnStep>();
        for (var count = chance.Below(3); count > 0; count--)
        {
            steps.Add(chance.Below(6) switch
            {
                0 => DrawnStep.Fail(Name(), "by design"),
                1 => Small(onBranch),
                _ => Job(onBranch, isTraining: false),
            });
        }

        isOnBranch = false;
        return [.. steps];
    }

    private DrawnStep Small(List<string> onBranch)
    {
        if (training.Count == 0)
        {
            return Job(onBranch, isTraining: false);
        }

        var of = chance.Pick(training);
        return chance.Happens(0.5) ? DrawnStep.Model(Name(), of) : DrawnStep.Register(Name(), of);
    }

    /// <summary>A job that reads some of those before it, also of those on its own branch.</summary>
    private DrawnStep Job(List<string> onBranch, bool isTraining)
    {
        var before = processing.Concat(onBranch).ToList();
        var from = before.Where(_ => chance.Happens(1.5 / before.Count)).Take(3).ToList();
        var name = Name();
        var step = isTraining ? DrawnStep.Training(name) : DrawnStep.Processing(name).Promises("Report", "report.json");
        if (from.Count == 0)
        {
            step = step.Reads("s3://data/raw/", "raw");
        }

        foreach (var (source, index) in from.Select((source, index) => (source, index)))
        {
            inputs.Add(new DrawnInput(name, $"in{index}", source));
            step = step.Reads(Output(source), $"in{index}");
        }

        step = Details(step, name, isTraining);
        (isTraining ? training : isOnBranch ? onBranch : processing).Add(name);
        return step;
    }

    private DrawnStep Details(DrawnStep step, string name, bool isTraining)
    {
        if (chance.Happens(0.3))
        {
            step = step.Cached();
        }

        if (!isTraining && chance.Happens(0.3))
        {
            step = step.To($"s3://results/fixed/{name}"); // every execution writes the same place
        }

        if (processing.Count > 0 && chance.Happens(0.2))
        {
            step = step.After(processing[chance.Below(processing.Count)]);
        }

        if (chance.Happens(0.3))
        {
            step = step.Retried($"\"IntervalSeconds\":{chance.Between(1, 60)},\"BackoffRate\":2,\"MaxAttempts\":{chance.Between(1, 3)}");
        }

        if (chance.Happens(0.2))
        {
            cpus[name] = MostCpus;
            step = step.Tagged(JobClaim.CpusTag, $"{MostCpus}");
        }

        return step.Variable("ROUNDS", Join("", Get("Parameters.Rounds")));
    }

    private string Name()
    {
        var name = $"S{names.Count + 1}";
        names.Add(name);
        return name;
    }
}
