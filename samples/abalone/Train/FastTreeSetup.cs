using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Abalone.Train;

/// <summary>FastTree, for hosts where LightGBM's native library cannot be loaded. It follows four of the six exactly.</summary>
internal static class FastTreeSetup
{
    public static Trainer For(MLContext ml, HyperParameters wanted, int rows, string reason)
    {
        var options = new FastTreeRegressionTrainer.Options
        {
            NumberOfTrees = wanted.NumRound,
            LearningRate = wanted.Eta,
            NumberOfLeaves = wanted.LeavesFor(rows),
            // Squared error has hessian 1 for each row, so a least weight is a least count.
            MinimumExampleCountPerLeaf = (int)Math.Clamp(Math.Ceiling(wanted.MinChildWeight), 1, rows),
            // A new bag for each tree, and none when every row is wanted.
            BaggingSize = wanted.Subsample < 1 ? 1 : 0,
            BaggingExampleFraction = wanted.Subsample,
            // A tree that finds no split ends nothing: later trees see other rows.
            AllowEmptyTrees = true,
            NumberOfThreads = 1,
            Seed = wanted.Seed,
            FeatureSelectionSeed = wanted.Seed,
        };
        return new Trainer("FastTree", ml.Regression.Trainers.FastTree(options), Settings(options), ["gamma"], Approximated(options), reason);
    }

    private static Dictionary<string, string> Approximated(FastTreeRegressionTrainer.Options options) => new()
    {
        ["max_depth"] = $"as at most {options.NumberOfLeaves} leaves a tree; the depth itself has no limit",
    };

    private static Dictionary<string, double> Settings(FastTreeRegressionTrainer.Options options) => new()
    {
        ["number_of_trees"] = options.NumberOfTrees,
        ["number_of_leaves"] = options.NumberOfLeaves,
        ["learning_rate"] = options.LearningRate,
        ["minimum_example_count_per_leaf"] = options.MinimumExampleCountPerLeaf,
        ["bagging_size"] = options.BaggingSize,
        ["bagging_example_fraction"] = options.BaggingExampleFraction,
        ["seed"] = options.Seed,
    };
}
