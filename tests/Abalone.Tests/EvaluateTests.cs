using System.Globalization;
using System.Text.Json.Nodes;

namespace Abalone.Tests;

public sealed class EvaluateTests(DefaultModel byDefault) : IClassFixture<DefaultModel>
{
    [Fact]
    public void The_report_holds_the_error_where_the_condition_looks_for_it()
    {
        using var job = JobWithModel();

        Assert.Equal(0, job.Run("Evaluate").ExitCode);

        var report = job.Json("processing", "evaluation", "evaluation.json");
        var mse = report.At("regression_metrics.mse").AsObject();
        Assert.Equal(["regression_metrics"], report.AsObject().Select(entry => entry.Key));
        Assert.Equal(["value", "standard_deviation"], mse.Select(entry => entry.Key));
        Assert.Equal(byDefault.MeanSquaredError, (double)mse.At("value"));
    }

    [Fact]
    public void Labels_that_are_a_hundred_off_raise_the_error_by_what_squares_say_and_leave_the_deviation()
    {
        var (exact, above, below) = (Report(0), Report(100), Report(-100));

        // (e + 100)² + (e - 100)² = 2 e² + 20,000 for every row's error e.
        Assert.Equal((2 * exact.Mse) + 20_000, above.Mse + below.Mse, tolerance: 0.01);
        Assert.Equal(exact.Deviation, above.Deviation, tolerance: 0.001);
    }

    [Fact]
    public void An_archive_whose_entries_begin_with_a_dot_is_read_too()
    {
        using var job = JobWithModel(prefix: "./");

        Assert.Equal(0, job.Run("Evaluate").ExitCode);
    }

    [Theory]
    [InlineData("model.zip", "not a zip file", "is not the archive of an Abalone model")]
    [InlineData("xgboost-model", "another model", "holds no model.zip; it is not the output of Abalone.Train")]
    public void An_archive_of_something_else_is_refused(string file, string content, string problem)
    {
        using var job = new JobFolder();
        job.Write(content, "model", file);
        job.PackModel();

        Refuses(job, problem);
    }

    [Fact]
    public void A_zip_that_is_no_model_is_refused()
    {
        using var job = new JobFolder();
        job.Write("text", "other", "file");
        Directory.CreateDirectory(job.Path("model"));
        System.IO.Compression.ZipFile.CreateFromDirectory(job.Path("other"), job.Path("model", "model.zip"));
        job.PackModel();

        Refuses(job, "is not the archive of an Abalone model");
    }

    [Fact]
    public void A_file_that_is_no_archive_is_refused()
    {
        using var job = new JobFolder();
        job.Write("not an archive", "processing", "model", "model.tar.gz");

        Refuses(job, "is not the archive of an Abalone model");
    }

    [Fact]
    public void A_missing_model_is_named()
    {
        using var job = new JobFolder();

        Refuses(job, "model.tar.gz does not exist");
    }

    private static void Refuses(JobFolder job, string problem)
    {
        job.Write("9,0.455,0.365,0.095,0.514,0.2245,0.101,0.15,0,0,1", "processing", "test", "test.csv");

        var ended = job.Run("Evaluate");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(problem, ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(job.Path("processing", "evaluation")));
    }

    private (double Mse, double Deviation) Report(int added)
    {
        using var job = JobWithModel(added);
        Assert.Equal(0, job.Run("Evaluate").ExitCode);
        JsonNode mse = job.Json("processing", "evaluation", "evaluation.json").At("regression_metrics.mse");
        return ((double)mse.At("value"), (double)mse.At("standard_deviation"));
    }

    /// <summary>The default model and the test rows, something added to each label.</summary>
    private JobFolder JobWithModel(int added = 0, string prefix = "")
    {
        var job = new JobFolder();
        Directory.CreateDirectory(job.Path("model"));
        File.Copy(byDefault.Model.Job.Path("model", "model.zip"), job.Path("model", "model.zip"));
        job.PackModel(prefix);
        var rows = File.ReadAllLines(byDefault.Split.Folder.Path("processing", "test", "test.csv")).Select(row => row.Split(',', 2));
        var moved = rows.Select(row => $"{int.Parse(row[0], CultureInfo.InvariantCulture) + added},{row[1]}");
        job.Write(string.Join('\n', moved), "processing", "test", "test.csv");
        return job;
    }
}
