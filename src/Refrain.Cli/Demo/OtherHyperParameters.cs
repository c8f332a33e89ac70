namespace Refrain.Cli.Demo;

/// <summary>The hyperparameters that the announcement of selective execution trains with: deeper trees, more of them.</summary>
internal static class OtherHyperParameters
{
    // Parameter of the pipeline, hyperparameter of the job, value.
    private static readonly (string Parameter, string HyperParameter, string Value)[] changes =
    [
        ("XGBNumRounds", "num_round", "120"),
        ("XGBSubSample", "subsample", "0.9"),
        ("XGBGamma", "gamma", "2"),
        ("XGBMinChildWeight", "min_child_weight", "4"),
        ("XGBETA", "eta", "0.25"),
        ("XGBMaxDepth", "max_depth", "12"),
    ];

    /// <summary>As <c>refrain start -p</c> takes them.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [.. changes.Select(change => $"{change.Parameter}={change.Value}")];

    /// <summary>The job got them, each as text: that is what a training program reads.</summary>
    public static void CheckThat(DemoStage stage, TrainingJob job)
    {
        foreach (var change in changes)
        {
            stage.Expectations.Expect(
                $"the hyperparameter {change.HyperParameter}", change.Value, job.HyperParameters.GetValueOrDefault(change.HyperParameter));
        }
    }
}
