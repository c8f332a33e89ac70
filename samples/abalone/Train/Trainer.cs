using Abalone.Shared;
using Microsoft.ML;

namespace Abalone.Train;

/// <summary>
/// A trainer set up for the hyperparameters, with an honest account of the set-up: the trainer's own settings, and for each
/// hyperparameter it cannot follow exactly, what becomes of it.
/// </summary>
internal sealed record Trainer(
    string Name,
    IEstimator<ITransformer> Estimator,
    IReadOnlyDictionary<string, double> Settings,
    IReadOnlyList<string> Ignored,
    IReadOnlyDictionary<string, string> Approximated,
    string? InsteadOfLightGbm = null)
{
    /// <summary>The variable that picks the trainer: <c>lightgbm</c>, <c>fasttree</c>; absent takes LightGBM where it can.</summary>
    public const string Variable = "ABALONE_TRAINER";

    public static Trainer For(MLContext ml, HyperParameters wanted, int rows, string? asked) => asked switch
    {
        null or "" => LightGbmSetup.WhyNot() is { } reason
            ? FastTreeSetup.For(ml, wanted, rows, $"LightGBM cannot be loaded: {reason}")
            : LightGbmSetup.For(ml, wanted, rows),
        "lightgbm" => LightGbmSetup.WhyNot() is { } reason
            ? throw new StepFailureException($"{Variable} asks for LightGBM, which cannot be loaded: {reason}; install libgomp1 or leave {Variable} out")
            : LightGbmSetup.For(ml, wanted, rows),
        "fasttree" => FastTreeSetup.For(ml, wanted, rows, $"{Variable} asks for FastTree"),
        _ => throw new StepFailureException($"{Variable} is '{asked}', expected lightgbm or fasttree, or nothing"),
    };

    /// <summary>What the log says about the choice, one line each.</summary>
    public IEnumerable<string> Account()
    {
        yield return $"trainer: {Name} ({string.Join(", ", Settings.Select(setting => $"{setting.Key}={setting.Value}"))})";
        if (InsteadOfLightGbm is not null)
        {
            yield return $"{Name} instead of LightGBM: {InsteadOfLightGbm}";
        }

        if (Ignored.Count > 0)
        {
            yield return $"ignored by {Name}: {string.Join(", ", Ignored)}";
        }

        foreach (var (name, how) in Approximated)
        {
            yield return $"approximated by {Name}: {name}, {how}";
        }
    }
}
