namespace Abalone.Tests;

public sealed class FastTreeTests(SplitData split) : IClassFixture<SplitData>
{
    private const string FastTree = "fasttree";

    [Fact]
    public void The_log_and_the_model_say_what_is_ignored_and_what_is_approximated()
    {
        using var model = split.Train(FastTree);
        var card = model.Job.Json("model", "model.json");

        Assert.Equal("FastTree", model.Trainer);
        Assert.Equal("""["gamma"]""", card.At("ignored").ToJsonString());
        Assert.Equal(["max_depth"], card.At("approximated").AsObject().Select(entry => entry.Key));
        Assert.Contains("ignored by FastTree: gamma", model.Ended.Output, StringComparison.Ordinal);
        Assert.Contains("approximated by FastTree: max_depth, as at most 32 leaves", model.Ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_model_is_scored_like_the_other_and_passes_the_threshold()
    {
        using var model = split.Train(FastTree);

        Assert.InRange(model.MeanSquaredError(), 4, 6);
    }

    [Theory]
    [InlineData("num_round", "60")]
    [InlineData("max_depth", "6")]
    [InlineData("eta", "0.25")]
    [InlineData("min_child_weight", "4")]
    [InlineData("subsample", "0.9")]
    public void What_it_does_not_call_ignored_changes_the_predictions(string name, string value)
    {
        using var unchanged = split.Train(FastTree);
        using var model = split.Train(FastTree, (name, value));

        Assert.NotEqual(unchanged.MeanSquaredError(), model.MeanSquaredError());
    }

    [Fact]
    public void What_it_calls_ignored_changes_nothing()
    {
        using var unchanged = split.Train(FastTree);
        using var model = split.Train(FastTree, ("gamma", "2"));

        Assert.Equal(unchanged.MeanSquaredError(), model.MeanSquaredError());
    }

    [Fact]
    public void It_takes_over_when_LightGBM_cannot_be_loaded()
    {
        using var job = JobWithBrokenLibgomp(out var libraries);

        var ended = job.Run("Train", ("LD_LIBRARY_PATH", libraries));

        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.Contains("FastTree instead of LightGBM: LightGBM cannot be loaded: ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("libgomp.so.1", (string?)job.Json("model", "model.json")["instead_of_lightgbm"], StringComparison.Ordinal);
    }

    [Fact]
    public void Who_insists_on_LightGBM_is_told_what_is_missing()
    {
        using var job = JobWithBrokenLibgomp(out var libraries);

        var ended = job.Run("Train", ("LD_LIBRARY_PATH", libraries), ("ABALONE_TRAINER", "lightgbm"));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("install libgomp1", File.ReadAllText(job.Path("output", "failure")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_trainer_is_refused()
    {
        using var failed = split.Train("forest");

        Assert.Equal(1, failed.Ended.ExitCode);
        Assert.Contains("ABALONE_TRAINER is 'forest', expected lightgbm or fasttree", failed.Ended.Errors, StringComparison.Ordinal);
    }

    /// <summary>The loader looks there first and finds no library, as on a machine without libgomp1.</summary>
    private JobFolder JobWithBrokenLibgomp(out string libraries)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the Linux loader's LD_LIBRARY_PATH");
        var job = new JobFolder();
        job.TakeChannelsFrom(split.Folder);
        job.WriteHyperParameters(new Definition().DefaultHyperParameters());
        job.Write("not a library", "lib", "libgomp.so.1");
        libraries = job.Path("lib");
        return job;
    }
}
