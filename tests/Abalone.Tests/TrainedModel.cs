namespace Abalone.Tests;

/// <summary>A training job that has ended, and the folder it ran in.</summary>
internal sealed class TrainedModel(JobFolder job, Ended ended) : IDisposable
{
    public JobFolder Job => job;

    public Ended Ended => ended;

    public string Trainer => (string?)job.Json("model", "model.json")["trainer"] ?? "";

    /// <summary>The mean squared error on the test rows, as Abalone.Evaluate reports it.</summary>
    public double MeanSquaredError()
    {
        Assert.True(ended.ExitCode == 0, ended.Errors);
        job.PackModel();
        var evaluated = job.Run("Evaluate");
        Assert.True(evaluated.ExitCode == 0, evaluated.Errors);
        return (double)job.Json("processing", "evaluation", "evaluation.json").At("regression_metrics.mse.value");
    }

    /// <summary>Outside CI a machine without libgomp1 skips what only LightGBM can show; FastTree's own tests still run there.</summary>
    public void NeedsLightGbm() => Assert.SkipWhen(
        Trainer != "LightGBM" && Environment.GetEnvironmentVariable("CI") != "true",
        "LightGBM's native library cannot be loaded here; install libgomp1");

    public void Dispose() => job.Dispose();
}
