using Refrain.Cli.Pipelines;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>
/// A definition's graph as a tree. A step hangs below the last of the steps it waits for (the one with the longest way from the
/// start); the others are named beside it.
/// </summary>
internal static class PipelineTree
{
    public static Tree Draw(string pipeline, PipelineSketch sketch)
    {
        var depths = Depths(sketch);
        var tree = new Tree(new Text(pipeline, Styles.Title)) { Guide = TreeGuide.Line };
        var nodes = new Dictionary<string, IHasTreeNodes>();
        foreach (var step in sketch.Steps.OrderBy(step => depths[step.Name]))
        {
            var parent = Parent(step, depths);
            var node = (parent is null ? tree : nodes[parent]).AddNode(Label(step, parent));
            nodes[step.Name] = node;
        }

        return tree;
    }

    private static Paragraph Label(SketchedStep step, string? parent)
    {
        var others = step.After.Where(earlier => earlier != parent).ToList();
        var label = new Paragraph();
        if (step.When is { } outcome)
        {
            label.Append(outcome ? "if true: " : "if false: ", Styles.Quiet);
        }

        label.Append(step.Name);
        return label.Append($"  {step.Type}{(others.Count > 0 ? $", also after {string.Join(", ", others)}" : "")}", Styles.Quiet);
    }

    private static string? Parent(SketchedStep step, Dictionary<string, int> depths) =>
        step.After.Count == 0 ? null : step.After.Aggregate((best, next) => depths[next] >= depths[best] ? next : best);

    // Longest way from a step that waits for nothing. A definition is free of cycles, so as many rounds as steps suffice.
    private static Dictionary<string, int> Depths(PipelineSketch sketch)
    {
        var depths = sketch.Steps.ToDictionary(step => step.Name, _ => 0);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var step in sketch.Steps)
            {
                var depth = step.After.Select(earlier => depths[earlier] + 1).DefaultIfEmpty(0).Max();
                changed |= depth != depths[step.Name];
                depths[step.Name] = depth;
            }
        }

        return depths;
    }
}
