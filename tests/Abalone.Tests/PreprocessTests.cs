namespace Abalone.Tests;

public sealed class PreprocessTests(SplitData split) : IClassFixture<SplitData>
{
    private const string GoodRow = "M,0.455,0.365,0.095,0.514,0.2245,0.101,0.15,15";

    [Theory]
    [InlineData("train", 2923)]
    [InlineData("validation", 836)]
    [InlineData("test", 418)]
    public void The_rows_are_split_70_20_10(string part, int rows)
    {
        Assert.Equal((0, ""), (split.Ended.ExitCode, split.Ended.Errors));
        Assert.Equal(rows, Part(part).Length);
        Assert.Contains($"{part}: {rows} rows", split.Ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void No_row_is_lost_and_none_is_changed()
    {
        var split = ((string[])["train", "validation", "test"]).SelectMany(Part).Select(AsInTheDataSet);

        Assert.Equal(File.ReadAllLines(Sample.DataFile).Order(StringComparer.Ordinal), split.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_rows_are_shuffled()
    {
        Assert.NotEqual(File.ReadAllLines(Sample.DataFile).Take(2923), Part("train").Select(AsInTheDataSet));
    }

    [Fact]
    public void The_same_rows_in_two_files_give_the_same_parts()
    {
        using var job = new JobFolder();
        var rows = File.ReadAllLines(Sample.DataFile);
        job.Write(string.Join("\r\n", rows[..1000]), "processing", "input", "data", "a.csv");
        job.Write(string.Join('\n', rows[1000..]) + "\n\n", "processing", "input", "data", "b", "c.csv");

        Assert.Equal(0, job.Run("Preprocess").ExitCode);

        Assert.Equal(Part("test"), File.ReadAllLines(job.Path("processing", "test", "test.csv")));
    }

    [Theory]
    [InlineData("M,0.455,0.365,0.095,0.514,0.2245,0.101,0.15", "8 columns, expected 9 (sex,length,")]
    [InlineData("X,0.455,0.365,0.095,0.514,0.2245,0.101,0.15,15", "column 1 (sex) is 'X', expected M, F or I")]
    [InlineData("M,0.455,abc,0.095,0.514,0.2245,0.101,0.15,15", "column 3 (diameter) is 'abc', expected a number")]
    [InlineData("M,0.455,0.365,NaN,0.514,0.2245,0.101,0.15,15", "column 4 (height) is 'NaN', expected a number")]
    [InlineData("M,0.455,0.365,-0.1,0.514,0.2245,0.101,0.15,15", "column 4 (height) is '-0.1', expected a number, 0 or more")]
    [InlineData("M,0.455,0.365,0.095,0.514,0.2245,0.101,0.15,", "column 9 (rings) is '', expected a whole number")]
    [InlineData("sex,length,diameter,height,whole,shucked,viscera,shell,rings", "(the file has no header line)")]
    public void A_bad_row_is_refused_with_its_line_and_column(string badRow, string problem)
    {
        using var job = new JobFolder();
        var file = job.Write(string.Join('\n', [.. Enumerable.Repeat(GoodRow, 16), badRow, GoodRow]), "processing", "input", "data", "abalone.csv");

        var ended = job.Run("Preprocess");

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith($"Abalone.Preprocess: {file} line 17: ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains(problem, ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(job.Path("processing", "train")));
    }

    [Fact]
    public void Of_many_bad_rows_ten_are_shown_and_the_rest_counted()
    {
        using var job = new JobFolder();
        job.Write(string.Join('\n', Enumerable.Repeat("bad", 13)), "processing", "input", "data", "abalone.csv");

        var errors = job.Run("Preprocess").Errors.TrimEnd().Split('\n');

        Assert.Equal(11, errors.Length);
        Assert.Equal("and 3 more", errors[^1]);
    }

    [Theory]
    [InlineData("other.txt", "no file that ends in .csv below")]
    [InlineData("short.csv", "1 rows are too few to split 70/20/10")]
    public void An_input_that_cannot_be_split_is_refused(string file, string problem)
    {
        using var job = new JobFolder();
        job.Write(GoodRow, "processing", "input", "data", file);

        var ended = job.Run("Preprocess");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(problem, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_variables_the_places_are_those_of_the_container_contract()
    {
        Assert.SkipWhen(Directory.Exists("/opt/ml/processing"), "this machine has an /opt/ml/processing of its own");

        var ended = JobFolder.Start("Preprocess", []);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("the folder /opt/ml/processing/input/data does not exist", ended.Errors, StringComparison.Ordinal);
    }

    private string[] Part(string name) => File.ReadAllLines(split.Folder.Path("processing", name, $"{name}.csv"));

    private static string AsInTheDataSet(string row)
    {
        var columns = row.Split(',');
        var sex = columns[^3..] switch { ["1", "0", "0"] => "F", ["0", "1", "0"] => "I", ["0", "0", "1"] => "M", _ => row };
        return string.Join(',', [sex, .. columns[1..^3], columns[0]]);
    }
}
