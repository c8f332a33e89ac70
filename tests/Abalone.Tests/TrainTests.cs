namespace Abalone.Tests;

public sealed class TrainTests(DefaultModel byDefault) : IClassFixture<DefaultModel>
{
    [Fact]
    public void With_the_default_parameters_the_error_passes_the_threshold()
    {
        Assert.InRange(byDefault.MeanSquaredError, 4, 6);
    }

    [Fact]
    public void After_one_round_the_error_does_not_pass_the_threshold()
    {
        using var model = byDefault.Split.Train(null, ("num_round", "1"));

        Assert.True(model.MeanSquaredError() > 6);
    }

    [Theory]
    [InlineData("num_round", "120")]
    [InlineData("max_depth", "12")]
    [InlineData("eta", "0.25")]
    [InlineData("gamma", "2")]
    [InlineData("min_child_weight", "4")]
    [InlineData("subsample", "0.9")]
    public void Each_of_the_six_parameters_changes_the_predictions(string name, string value)
    {
        byDefault.Model.NeedsLightGbm();
        using var model = byDefault.Split.Train(null, (name, value));

        Assert.NotEqual(byDefault.MeanSquaredError, model.MeanSquaredError());
        Assert.Equal(value, model.Job.Json("model", "model.json").At($"parameters.{name}").ToString());
    }

    [Fact]
    public void Equal_rows_and_parameters_give_equal_bytes()
    {
        using var again = byDefault.Split.Train();

        Assert.Equal(Bytes(byDefault.Model), Bytes(again));
    }

    [Fact]
    public void Another_seed_gives_another_model()
    {
        using var other = byDefault.Split.Train(null, ("seed", "7"));

        Assert.NotEqual(Bytes(byDefault.Model), Bytes(other));
    }

    [Fact]
    public void A_tree_without_a_depth_limit_has_as_many_leaves_as_the_rows_can_fill()
    {
        byDefault.Model.NeedsLightGbm();
        using var model = byDefault.Split.Train(null, ("max_depth", "0"));

        Assert.Equal(2923 / 6, (int)model.Job.Json("model", "model.json").At("settings.num_leaves"));
    }

    [Fact]
    public void The_model_says_that_it_follows_all_parameters()
    {
        byDefault.Model.NeedsLightGbm();
        var card = byDefault.Model.Job.Json("model", "model.json");

        Assert.Equal("LightGBM", byDefault.Model.Trainer);
        Assert.Empty(card.At("ignored").AsArray());
        Assert.Empty(card.At("approximated").AsObject());
        Assert.Equal(4, (double)card.At("settings.min_gain_to_split"));
    }

    [Fact]
    public void A_training_that_finds_no_more_splits_says_after_how_many_trees()
    {
        byDefault.Model.NeedsLightGbm();
        using var model = byDefault.Split.Train(null, ("gamma", "4000"));
        var trees = (int)model.Job.Json("model", "model.json").At("trees");

        Assert.InRange(trees, 1, 49);
        Assert.Contains($"trees: {trees} of 50 rounds; then no split brought as much as gamma", model.Ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_metric_has_a_line_of_its_own()
    {
        var ended = byDefault.Model.Ended;

        Assert.InRange(ended.Metric("train-rmse"), 1, 2);
        Assert.InRange(ended.Metric("validation-rmse"), 2, 2.5);
    }

    [Fact]
    public void All_bad_hyperparameters_are_named_in_the_log_and_in_the_failure_file()
    {
        using var failed = byDefault.Split.Train(null, ("num_round", "5x"), ("eta", "1.5"), ("colsample", "1"), ("objective", "rank:map"));

        var failure = File.ReadAllText(failed.Job.Path("output", "failure"));

        Assert.Equal(1, failed.Ended.ExitCode);
        Assert.Equal($"Abalone.Train: {failure}", failed.Ended.Errors.TrimEnd());
        Assert.Contains("num_round is '5x', expected a whole number from 1 to 100000", failure, StringComparison.Ordinal);
        Assert.Contains("eta is '1.5', expected a number above 0, up to 1", failure, StringComparison.Ordinal);
        Assert.Contains("objective is 'rank:map', expected reg:squarederror", failure, StringComparison.Ordinal);
        Assert.Contains("'colsample' is not a hyperparameter of this program", failure, StringComparison.Ordinal);
        Assert.False(Directory.Exists(failed.Job.Path("model")));
    }

    [Theory]
    [InlineData("{\"num_round\":5}", "is not a JSON object of strings")]
    [InlineData("{\"num_round\":", "is not a JSON object of strings")]
    [InlineData("{}", "num_round is missing")]
    public void A_bad_hyperparameter_file_is_refused(string json, string problem)
    {
        using var job = new JobFolder();
        job.Write(json, "input", "config", "hyperparameters.json");

        Assert.Equal(1, job.Run("Train").ExitCode);
        Assert.Contains(problem, File.ReadAllText(job.Path("output", "failure")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9,1,2,3", "validation.csv line 1: expected 11 numbers")]
    [InlineData("", "have no rows")]
    public void A_bad_channel_is_refused(string content, string problem)
    {
        using var job = new JobFolder();
        job.TakeChannelsFrom(byDefault.Split.Folder);
        job.WriteHyperParameters(new Definition().DefaultHyperParameters());
        job.Write(content, "input", "data", "validation", "validation.csv");

        Assert.Equal(1, job.Run("Train").ExitCode);
        Assert.Contains(problem, File.ReadAllText(job.Path("output", "failure")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_variable_wins_over_the_input_folder()
    {
        using var job = new JobFolder();
        job.WriteHyperParameters(new Definition().DefaultHyperParameters());

        var ended = job.Run("Train",
            ("SM_CHANNEL_TRAIN", byDefault.Split.Folder.Path("processing", "train")),
            ("SM_CHANNEL_VALIDATION", byDefault.Split.Folder.Path("processing", "validation")));

        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.Equal(byDefault.Model.Ended.Metric("validation-rmse"), ended.Metric("validation-rmse"));
    }

    private static string Bytes(TrainedModel model) => Convert.ToHexString(File.ReadAllBytes(model.Job.Path("model", "model.zip")));
}
