using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace Abalone.Train;

/// <summary>LightGBM, with each of XGBoost's six hyperparameters at its LightGBM counterpart.</summary>
internal static class LightGbmSetup
{
    /// <summary>XGBoost's default for lambda, which the pipeline does not set.</summary>
    private const double Lambda = 1;

    /// <summary>Null when the native library can be loaded, else the loader's reason (most often a missing libgomp.so.1).</summary>
    public static string? WhyNot()
    {
        try
        {
            NativeLibrary.Load("lib_lightgbm", typeof(LightGbmRegressionTrainer).Assembly, searchPath: null);
            return null;
        }
        catch (Exception missing) when (missing is DllNotFoundException or BadImageFormatException)
        {
            return MostTelling(missing.Message);
        }
    }

    public static Trainer For(MLContext ml, HyperParameters wanted, int rows)
    {
        var booster = new GradientBooster.Options
        {
            MaximumTreeDepth = wanted.MaxDepth,
            // The same number, though not the same scale. LightGBM's gain is twice XGBoost's, which makes gamma milder; but XGBoost
            // prunes a grown tree from its leaves, so that a weak split may stay above a strong one, while LightGBM grows nothing
            // below a weak split. Doubled, the classic 4 would end the training after some 30 of 50 rounds.
            MinimumSplitGain = wanted.Gamma,
            MinimumChildWeight = wanted.MinChildWeight,
            SubsampleFraction = wanted.Subsample,
            SubsampleFrequency = 1,
            L2Regularization = Lambda,
        };
        var options = new LightGbmRegressionTrainer.Options
        {
            NumberOfIterations = wanted.NumRound,
            LearningRate = wanted.Eta,
            NumberOfLeaves = wanted.LeavesFor(rows),
            // XGBoost has no such limit of its own, and LightGBM's default of 20 would hide min_child_weight.
            MinimumExampleCountPerLeaf = 1,
            Booster = booster,
            UseCategoricalSplit = false,
            // One thread and a seed: equal input and parameters give an equal model.
            NumberOfThreads = 1,
            Deterministic = true,
            Seed = wanted.Seed,
        };
        return new Trainer("LightGBM", ml.Regression.Trainers.LightGbm(options), Settings(options, booster), [], new Dictionary<string, string>());
    }

    private static Dictionary<string, double> Settings(LightGbmRegressionTrainer.Options options, GradientBooster.Options booster) => new()
    {
        ["num_iterations"] = options.NumberOfIterations,
        ["max_depth"] = booster.MaximumTreeDepth,
        ["num_leaves"] = options.NumberOfLeaves ?? 0,
        ["learning_rate"] = options.LearningRate ?? 0,
        ["min_gain_to_split"] = booster.MinimumSplitGain,
        ["min_sum_hessian_in_leaf"] = booster.MinimumChildWeight,
        ["bagging_fraction"] = booster.SubsampleFraction,
        ["bagging_freq"] = booster.SubsampleFrequency,
        ["lambda_l2"] = booster.L2Regularization,
        ["seed"] = options.Seed ?? 0,
    };

    /// <summary>The loader tries several names and lists them all; the one that exists but lacks something says the most.</summary>
    private static string MostTelling(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.Contains("libgomp", StringComparison.Ordinal)) ?? lines[0];
    }
}
